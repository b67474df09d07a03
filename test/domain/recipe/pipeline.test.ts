import { pipeline } from '@stillhouse/domain/recipe/pipeline.ts';
import { describe, expect, it } from 'vitest';
import { aPipeline, withChange } from './a-pipeline.ts';

/** Paths of all faults of a recipe; an unknown key's path ends with the key. */
function faultPaths(value: unknown): string[] {
  const { error } = pipeline.safeParse(value);
  return (error?.issues ?? []).flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => [...issue.path, key].join('.'))
      : [issue.path.join('.')],
  );
}

describe("a pipeline's recipe", () => {
  it("says every objective's weights, once it is read", () => {
    expect(pipeline.parse(aPipeline).objectives).toEqual([
      { name: 'fine-tune' },
      { name: 'kd', hardLabels: 0.5, softLabels: 0.5, labelTemperature: 2 },
      {
        name: 'reaugkd',
        softLabels: 1,
        relation: 1,
        hardLabels: 0,
        temperature: 0.1,
        labelTemperature: 1,
        normalize: true,
        includeSelf: true,
        klDirection: 'teacher-first',
      },
    ]);
  });

  it.each<[string, (string | number)[], unknown]>([
    ['an unknown task', ['data', 'task'], 'rtee'],
    ['nothing held out to choose the policy on', ['data', 'heldOut'], 0],
    ['more tokens than BERT has positions', ['data', 'maxTokens'], 513],
    ['half an example', ['data', 'limit', 'train'], 100.5],
    ['an unknown key, so that a typing error is no default', ['data', 'limits'], null],
    ['a width that heads do not divide', ['teacher', 'hidden'], 65],
    ['the same for the student', ['student', 'hidden'], 65],
    ['dropout of everything', ['student', 'dropout'], 1],
    ['a learning rate of 0', ['teacher', 'training', 'learningRate'], 0],
    ['an output that is no embedding', ['student', 'embedding'], 'pooled'],
    ['an embedding of the teacher', ['teacher', 'embedding'], 'cls'],
    ['three views', ['head', 'views'], 3],
    ['no objective', ['objectives'], []],
    ['an objective that is none', ['objectives', 1, 'name'], 'kdd'],
    ['a negative weight', ['objectives', 2, 'relation'], -1],
    ['a temperature of 0', ['objectives', 2, 'temperature'], 0],
    ['an unknown key of an objective', ['objectives', 1, 'alpha'], 0.5],
    ['an empty grid', ['retrieval', 'k'], []],
    ['a β above 1', ['retrieval', 'beta', 2], 1.5],
    ['fewer stored neighbors than the largest k', ['retrieval', 'stored'], 7],
  ])('is refused for %s, with the path of the fault', (_, path, value) => {
    expect(faultPaths(withChange(path, value))).toEqual([path.join('.')]);
  });

  it('is refused for all its faults at once', () => {
    const value = { ...aPipeline, head: { ...aPipeline.head, epochs: 0, batchSize: 1 } };
    expect(faultPaths(value)).toEqual(['head.epochs', 'head.batchSize']);
  });

  it('is refused where a part is missing', () => {
    const { retrieval: _, ...rest } = aPipeline;
    expect(faultPaths(rest)).toEqual(['retrieval']);
  });
});
