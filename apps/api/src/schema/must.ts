/** What a foreign key says is there. @throws Error where it is not, which is a fault of ours */
export function must<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined)
    throw new Error('A row that a foreign key points to is missing.');
  return value;
}
