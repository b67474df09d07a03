/** `CoLA, SST-2 and RTE`. The title of a task of one's own may hold a comma: it stands in quotes then. */
export function listOfTasks(tasks: readonly { title: string }[]): string {
  const titles = tasks.map(({ title }) => (title.includes(',') ? `“${title}”` : title));
  const before = titles.slice(0, -1).join(', ');
  return [before, titles.at(-1)].filter(Boolean).join(' and ');
}
