import { formatCount } from '../format/number.ts';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { TableBox } from '../ui/table-box.tsx';
import { type MetricFormat, metricFormat } from './metric-format.ts';

const MetricRowDocument = graphql(`
  fragment MetricRow on Metric {
    key
    count
    last {
      step
      value
    }
    min {
      step
      value
    }
    max {
      step
      value
    }
  }
`);

/** Last, lowest and highest value of each metric, with the step where it stood. */
export function MetricTable({ metrics }: { metrics: readonly FragmentType<typeof MetricRowDocument>[] }) {
  return (
    <TableBox label="Metric values">
      <thead>
        <tr>
          <th scope="col">Metric</th>
          {['Points', 'Last', 'at step', 'Lowest', 'at step', 'Highest', 'at step'].map((title, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the columns never change
            <th key={column} scope="col" className="number">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {metrics.map((masked) => {
          const metric = readFragment(MetricRowDocument, masked);
          const format = metricFormat(metric.key);
          return (
            <tr key={metric.key}>
              <td className="font-mono text-xs">{metric.key}</td>
              <td className="number">{formatCount(metric.count)}</td>
              <Point point={metric.last} format={format} />
              <Point point={metric.min} format={format} />
              <Point point={metric.max} format={format} />
            </tr>
          );
        })}
      </tbody>
    </TableBox>
  );
}

function Point({
  point,
  format,
}: {
  point: { step: number; value?: number | null } | null | undefined;
  format: MetricFormat;
}) {
  return (
    <>
      <td className="number">{point && point.value == null ? 'not finite' : format.value(point?.value)}</td>
      <td className="number text-ink-2">{formatCount(point?.step)}</td>
    </>
  );
}
