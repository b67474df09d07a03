import { formatP, unknown } from '../format/number.ts';
import { formatGain, scoreTitle } from '../format/score.ts';
import { belowBaselineText, type TestedGain, testTitle, verdictWord } from './gain-text.ts';

const none = <span className="text-ink-2">{unknown}</span>;

/** Two cells of a table: a gain with its verdict, marked where the student is no better than a constant, and the p-value. */
export function GainCells({ gain }: { gain: TestedGain | null | undefined }) {
  if (!gain) {
    return (
      <>
        <td className="number">{none}</td>
        <td className="number">{none}</td>
      </>
    );
  }
  const test = gain.test ? `${testTitle(gain.test)}, in ${scoreTitle(gain.score)}` : 'Not tested';
  return (
    <>
      <td className="number">
        {formatGain(gain.gain)} <span className="text-xs text-ink-2">{verdictWord(gain.verdict)}</span>
        {gain.belowBaseline && (
          <span className="block text-xs text-lost" title={belowBaselineText}>
            no better than a constant
          </span>
        )}
      </td>
      <td className="number" title={test}>
        {formatP(gain.pValue)}
      </td>
    </>
  );
}
