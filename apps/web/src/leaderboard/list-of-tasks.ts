/** `CoLA, SST-2 and RTE`. A custom task's title with a comma is quoted. */
export function listOfTasks(tasks: readonly { title: string }[]): string {
  const titles = tasks.map(({ title }) => (title.includes(',') ? `“${title}”` : title));
  const before = titles.slice(0, -1).join(', ');
  return [before, titles.at(-1)].filter(Boolean).join(' and ');
}
