import { check } from './check.ts';

/** Checks the width of distributions. @param labels class names of the dataset; none for a regression, which has one score @throws ExpectedError BAD_INPUT */
export function checkClasses(classes: number, labels: readonly string[]): void {
  const wanted = labels.length || 1;
  const why = labels.length > 0 ? `the dataset has ${wanted} labels` : 'the dataset is a regression';
  check(classes === wanted, `${why}, so classes must be ${wanted}, not ${classes}`, 'classes');
}
