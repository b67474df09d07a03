import { datasetPreamble, exampleLine } from '@stillhouse/domain/record/dataset-digest.ts';
import { projectName, sha256, uuid } from '@stillhouse/domain/record/identity.ts';
import { describe, expect, it } from 'vitest';

it("digests a dataset's task, split and labels, then one line for each example", () => {
  expect(datasetPreamble('rte', 'DEV', ['a', 'b'])).toBe('{"task":"rte","split":"DEV","labels":["a","b"]}\n');
  expect(exampleLine(['say "x"', 'tab\there'], 1)).toBe('[["say \\"x\\"","tab\\there"],1]\n');
  expect(exampleLine(['unlabeled'], null)).toBe('[["unlabeled"],null]\n');
});

it('tells one text that holds a break from two texts', () => {
  expect(exampleLine(['a', 'b'], 0)).not.toBe(exampleLine(['a\tb'], 0));
});

describe('names', () => {
  it.each(['a', 'rte-2026', '9', 'x'.repeat(63)])('%s may be a project', (name) => {
    expect(projectName.safeParse(name).success).toBe(true);
  });

  it.each(['', 'RTE', '-a', 'a b', 'a/b', 'x'.repeat(64)])('"%s" may not', (name) => {
    expect(projectName.safeParse(name).success).toBe(false);
  });

  it('a digest is 64 lower-case hexadecimal digits, an id a UUID', () => {
    expect(sha256.safeParse('a'.repeat(64)).success).toBe(true);
    expect(sha256.safeParse('A'.repeat(64)).success).toBe(false);
    expect(sha256.safeParse('a'.repeat(63)).success).toBe(false);
    expect(uuid.safeParse('7').success).toBe(false);
  });
});
