/**
 * What a page shows of a query: its answer, or the answer before it while another one is on its way. Once a new question has failed the
 * old answer is to something else, and is not shown.
 */
export function shownData<Data>({
  data,
  previousData,
  error,
}: {
  data?: Data | undefined;
  previousData?: Data | undefined;
  error?: Error | undefined;
}): Data | undefined {
  return data ?? (error ? undefined : previousData);
}
