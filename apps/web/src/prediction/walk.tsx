'use client';

import { useQuery } from '@apollo/client/react';
import type { Outcome } from '@stillhouse/domain/retrieval/outcome.ts';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { outcomeLook } from '../evaluation/outcome.ts';
import { graphql } from '../generated/gql.ts';
import { buttonClass } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { around } from './around.ts';

const WalkDocument = graphql(`
  query Walk($id: ID!, $outcome: Outcome, $first: Int!, $after: String) {
    evaluation(id: $id) {
      id
      predictions(outcome: $outcome, first: $first, after: $after) {
        edges {
          cursor
          node {
            id
            index
          }
        }
        pageInfo {
          endCursor
          hasNextPage
        }
      }
    }
  }
`);

/** Previous and next example, by button and by arrow keys; among those of one outcome where the address names one. */
export function Walk({
  evaluation,
  index,
  size,
  outcome,
}: {
  evaluation: string;
  index: number;
  size: number;
  outcome: Outcome | null;
}) {
  const router = useRouter();
  const { data, fetchMore } = useQuery(WalkDocument, {
    variables: { id: evaluation, outcome, first: 100, after: null },
    skip: outcome === null,
  });
  const predictions = data?.evaluation?.predictions;
  const indices = predictions?.edges.map((edge) => edge.node.index) ?? [];
  const { previous, next } = outcome
    ? around(indices, index)
    : { previous: index > 0 ? index - 1 : null, next: index < size - 1 ? index + 1 : null };

  const more = outcome !== null && next === null && predictions?.pageInfo.hasNextPage;
  const after = predictions?.pageInfo.endCursor ?? null;
  useEffect(() => {
    // Where it does not come, Next stays without an aim until the page is asked for again.
    if (more) fetchMore({ variables: { after } }).catch(() => undefined);
  }, [more, after, fetchMore]);

  const href = (to: number) =>
    `/evaluations/${encodeURIComponent(evaluation)}/predictions/${to}${outcome ? `?outcome=${outcome}` : ''}`;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
      const to = event.key === 'ArrowLeft' ? previous : event.key === 'ArrowRight' ? next : null;
      if (to === null) return;
      event.preventDefault();
      router.replace(href(to), { scroll: false });
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });

  const among = outcome ? ` among ${outcomeLook(outcome).title.toLowerCase()}` : '';
  return (
    <nav aria-label={`Examples${among}`} className="flex items-center gap-2">
      {among && <span className="text-xs text-ink-2">{among}</span>}
      <Step title="Previous" href={previous === null ? null : href(previous)} />
      <Step title="Next" href={next === null ? null : href(next)} />
    </nav>
  );
}

function Step({ title, href }: { title: 'Previous' | 'Next'; href: string | null }) {
  const content = (
    <>
      {title === 'Previous' && <Icon name="chevron-left" size={12} />}
      {title}
      {title === 'Next' && <Icon name="chevron-right" size={12} />}
    </>
  );
  if (href === null) {
    return (
      <span aria-disabled="true" className={`${buttonClass} opacity-50`}>
        {content}
      </span>
    );
  }
  return (
    <Link
      href={href}
      replace
      scroll={false}
      title={title === 'Previous' ? 'Left arrow key' : 'Right arrow key'}
      className={buttonClass}
    >
      {content}
    </Link>
  );
}
