import { busyFrom, timeInTurn } from '@stillhouse/trainer/stage/evaluation/time-in-turn.ts';
import { describe, expect, it } from 'vitest';

/** A machine whose clock only work moves: slowly at first, and slower while it is busy. */
function machine(loadOf: (look: number) => number | null) {
  let now = 0;
  let looks = 0;
  let load: number | null = 0;
  const done: string[] = [];
  const slow = () => (done.length < 24 ? 4 : 1) * (1 + 10 * (load ?? 0));
  return {
    done,
    get looks() {
      return looks;
    },
    clock: () => now,
    load: async () => {
      done.push('look');
      load = loadOf(looks++);
      return load;
    },
    work: {
      first: async (i: number) => {
        done.push('first');
        now += 2 * slow();
        return i;
      },
      rest: [
        () => {
          done.push('exact');
          now += 3 * slow();
        },
        () => {
          done.push('hnsw');
          now += slow();
        },
      ],
    },
  };
}

describe('what is timed', () => {
  it('takes turns, so that every way of predicting sees the same machine', async () => {
    const quiet = machine(() => 0);
    const times = await timeInTurn(quiet.work, quiet);
    expect(quiet.done.filter((what) => what !== 'look').slice(0, 6)).toEqual([
      ...['first', 'exact', 'hnsw'],
      ...['first', 'exact', 'hnsw'],
    ]);
    // 50 repetitions; retrieval's times contain that of the network.
    expect(times).toEqual({
      first: new Array(50).fill(2),
      rest: [new Array(50).fill(5), new Array(50).fill(3)],
      load: 0,
      quiet: true,
    });
  });

  it('is warm before it is timed', async () => {
    const quiet = machine(() => 0);
    const { first } = await timeInTurn(quiet.work, quiet);
    expect(first).not.toContain(8);
    expect(quiet.done.indexOf('look')).toBeGreaterThanOrEqual(24);
  });

  it('waits until the machine is quiet', async () => {
    const calming = machine((look) => (look < 6 ? 0.9 : 0.05));
    const { first, load, quiet } = await timeInTurn(calming.work, calming);
    expect({ first: first[0], quiet }).toEqual({ first: 3, quiet: true });
    expect(load).toBeCloseTo(0.05, 12);
  });

  it('is timed again where the machine was busy for a while', async () => {
    const interrupted = machine((look) => (look === 3 ? 0.9 : 0));
    const { first, load, quiet } = await timeInTurn(interrupted.work, interrupted);
    expect({ first, load, quiet }).toEqual({ first: new Array(50).fill(2), load: 0, quiet: true });
  });

  it('is timed under load in the end, and marked with it', async () => {
    const busy = machine(() => 0.5);
    const { first, load, quiet } = await timeInTurn(busy.work, busy);
    expect({ first: first[0], load, quiet }).toEqual({ first: 12, load: 0.5, quiet: false });
    expect(busyFrom).toBeLessThan(0.5);
    // A bounded number of looks: a training never waits for long.
    expect(busy.looks).toBeLessThanOrEqual(25);
  });

  it('says nothing of a machine that is not looked at, or does not tell', async () => {
    const silent = machine(() => null);
    expect(await timeInTurn(silent.work, silent)).toMatchObject({ load: null, quiet: null });
    const unseen = machine(() => 0);
    expect(await timeInTurn(unseen.work, { ...unseen, load: null })).toMatchObject({
      load: null,
      quiet: null,
    });
    expect(unseen.looks).toBe(0);
  });
});
