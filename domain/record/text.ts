/** Whether Postgres keeps a text as it is: it knows neither the character NUL nor half a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}

/** The beginning of a text, at most so many characters of it (UTF-16 units); what Postgres does not keep is replaced by U+FFFD. */
export function storableBeginning(text: string, most: number): string {
  return text.slice(0, most).replaceAll(/\0|\p{Surrogate}/gu, '\ufffd');
}
