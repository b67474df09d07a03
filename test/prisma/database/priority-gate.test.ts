import { mostOvertaking, type Priority, PriorityGate } from '@stillhouse/prisma/database/priority-gate.ts';
import { describe, expect, test } from 'vitest';

/** Lets one after the other in, in the gate's order; returns what was admitted. */
async function orderOf(leave: () => void, entering: [string, Promise<() => void>][]) {
  const order: string[] = [];
  const all = entering.map(async ([name, entered]) => {
    const leaveAgain = await entered;
    order.push(name);
    leaveAgain();
  });
  leave();
  await Promise.all(all);
  return order;
}

describe('a gate with one place', () => {
  test('admits urgent statements first, then writes, then reads, each in their order', async () => {
    const gate = new PriorityGate(1);
    const leave = await gate.enter({ priority: 'READ' });
    const priorities: Priority[] = ['READ', 'WRITE', 'READ', 'URGENT', 'WRITE', 'URGENT'];
    const entering = priorities.map((priority, i): [string, Promise<() => void>] => [
      `${priority} ${i}`,
      gate.enter({ priority }),
    ]);
    expect(await orderOf(leave, entering)).toEqual([
      'URGENT 3',
      'URGENT 5',
      'WRITE 1',
      'WRITE 4',
      'READ 0',
      'READ 2',
    ]);
  });

  test('does not let writes starve a read, nor a read that waited long keep a heartbeat waiting', async () => {
    const gate = new PriorityGate(1);
    const leave = await gate.enter({ priority: 'READ' });
    const read: [string, Promise<() => void>] = ['READ', gate.enter({ priority: 'READ' })];
    const writes = Array.from({ length: mostOvertaking + 5 }, (_, i): [string, Promise<() => void>] => [
      `WRITE ${i}`,
      gate.enter({ priority: 'WRITE' }),
    ]);
    const urgent: [string, Promise<() => void>] = ['URGENT', gate.enter({ priority: 'URGENT' })];
    const order = await orderOf(leave, [read, ...writes, urgent]);
    expect(order[0]).toBe('URGENT');
    expect(order.indexOf('READ')).toBe(mostOvertaking);
    expect(order).toHaveLength(mostOvertaking + 7);
  });

  test('turns away a client that leaves while it waits, and admits the next', async () => {
    const gate = new PriorityGate(1);
    const leave = await gate.enter({ priority: 'READ' });
    const left = new AbortController();
    const leaving = gate.enter({ priority: 'READ', signal: left.signal });
    const staying = gate.enter({ priority: 'READ' });
    left.abort();
    await expect(leaving).rejects.toMatchObject({ name: 'ClientLeft', code: 'UNAVAILABLE' });
    leave();
    (await staying)();
    await expect(gate.enter({ priority: 'READ', signal: left.signal })).rejects.toMatchObject({
      name: 'ClientLeft',
    });
    (await gate.enter({ priority: 'READ' }))();
  });

  test('ends a wait that is longer than its patience with TIMEOUT, without losing the place', async () => {
    const gate = new PriorityGate(1);
    const leave = await gate.enter({ priority: 'READ' });
    await expect(gate.enter({ priority: 'READ', patience: 10 })).rejects.toMatchObject({ code: 'TIMEOUT' });
    leave();
    (await gate.enter({ priority: 'READ', patience: 10 }))();
  });
});
