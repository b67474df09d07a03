export interface LineageNode {
  id: string;
  kind: 'teacher' | 'knowledge-base' | 'student';
  title: string;
  note: string;
  href: string;
  current: boolean;
}

export interface PlacedNode extends LineageNode {
  x: number;
  y: number;
}

export interface Placement {
  nodes: PlacedNode[];
  /** Pairs of ids, from what was there first to what was made of it. */
  edges: [string, string][];
  width: number;
  height: number;
}

export const nodeWidth = 272;
export const nodeHeight = 44;
const columnGap = 48;
const rowGap = 8;

/**
 * Places teacher, knowledge base and students in columns from left to right, each column centered, and joins every column with the next
 * one that has nodes. Lengths in pixels.
 */
export function placeLineage(columns: readonly (readonly LineageNode[])[]): Placement {
  const filled = columns.filter((column) => column.length > 0);
  const tallest = Math.max(0, ...filled.map((column) => column.length));
  const height = Math.max(0, tallest * (nodeHeight + rowGap) - rowGap);
  const placed = filled.map((column, x) => {
    const top = (height - (column.length * (nodeHeight + rowGap) - rowGap)) / 2;
    return column.map((node, y) => ({
      ...node,
      x: x * (nodeWidth + columnGap),
      y: top + y * (nodeHeight + rowGap),
    }));
  });
  const edges = placed.flatMap((column, index) =>
    column.flatMap((from) => (placed[index + 1] ?? []).map((to): [string, string] => [from.id, to.id])),
  );
  return {
    nodes: placed.flat(),
    edges,
    width: Math.max(0, filled.length * (nodeWidth + columnGap) - columnGap),
    height,
  };
}
