const backgrounds = ['bg-(--label-0)', 'bg-(--label-1)', 'bg-(--label-2)', 'bg-(--label-3)'] as const;

/** Class that fills with a label's color: by its place among the task's labels, so the same on every page. */
export function labelBackground(index: number): string {
  return backgrounds[index % backgrounds.length] ?? backgrounds[0];
}
