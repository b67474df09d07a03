const scheme = /^postgres(ql)?:\/\//i;

/** Whether a text is written as a URL, `postgres://user:password@host:port/database`: pg reads no other form. */
export function isPostgresUrl(address: string): boolean {
  return scheme.test(address);
}

/**
 * A database's address without its passwords, for messages; also of an address that is malformed or written in libpq's `key=value` form.
 * Up to the last @: a password that contains one is not a valid URL, but must not be shown either.
 */
export function shownAddress(address: string): string {
  return address
    .replace(/\/\/([^:/@]*):.*@/, '//$1:…@')
    .replace(/((?:ssl)?password\s*(?:=|%3D)\s*)('(?:[^'\\]|\\.)*'?|[^&\s]*)/gi, '$1…');
}

/** A message in which an address, or a password from it, may be quoted, without either. */
export function withoutSecrets(message: string, address: string): string {
  const secrets = [...address.matchAll(/(?:ssl)?password\s*=\s*('(?:[^'\\]|\\.)*'?|[^&\s]*)/gi)].map(
    ([, value]) => value ?? '',
  );
  const [, userinfo] = address.match(/\/\/[^:/@]*:(.*)@/) ?? [];
  if (userinfo) secrets.push(userinfo);
  let shown = message.replaceAll(address, shownAddress(address));
  for (const secret of secrets.flatMap((text) => [text, decoded(text)])) {
    if (secret.length > 0) shown = shown.replaceAll(secret, '…');
  }
  return shown;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
