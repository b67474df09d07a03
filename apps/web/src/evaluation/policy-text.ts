export interface Policy {
  k: number;
  temperature: number;
  beta: number;
  search: 'EXACT' | 'HNSW';
  efSearch?: number | null;
}

/** A policy in a line: `exact, K 16, τ 0.1, β 0.5`; `without retrieval` for none. */
export function policyText(policy: Policy | null | undefined): string {
  if (!policy) return 'without retrieval';
  const search = policy.search === 'EXACT' ? 'exact' : `HNSW ${policy.efSearch ?? ''}`.trim();
  return `${search}, K ${policy.k}, τ ${number(policy.temperature)}, β ${number(policy.beta)}`;
}

// A policy read back from 32-bit floats shows their noise in the eighth digit.
function number(value: number): string {
  return String(Number(value.toPrecision(4)));
}
