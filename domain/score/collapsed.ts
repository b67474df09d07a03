/**
 * Whether predictions have collapsed: they are all one value although the gold values are not. F1 and accuracy of such predictions are
 * defined and may be high where one class is frequent, but they tell no example from another.
 *
 * @param gold class ids, or gold scores for regression
 * @param predicted class ids, or predicted scores; as many as gold
 */
export function isCollapsed(gold: ArrayLike<number>, predicted: ArrayLike<number>): boolean {
  return isConstant(predicted) && !isConstant(gold);
}

function isConstant(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}
