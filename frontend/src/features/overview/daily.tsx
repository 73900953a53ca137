import type { report } from '../../api/backend';
import { DayStack } from '../../charts/day-stack';
import { Panel } from '../../ui/panel';
import { t } from '../../words';
import { entriesOf, ofService } from './entries';
import { stackOf } from './stack';

interface Props {
  bars: report.Bars;
  largest: string[];
  goToEntries: (state: string) => void;
}

/** The last 30 days by service; a day, or a service on a day, leads to its entries. */
export function Daily({ bars, largest, goToEntries }: Props) {
  const stack = stackOf(bars, largest);
  const title = t('overview.days.title');
  if (stack.totals.every((total) => !total)) {
    return (
      <Panel title={title}>
        <p className="quiet overview-nothing">{t('overview.days.nothing')}</p>
      </Panel>
    );
  }
  const moving = stack.settled.some((settled, i) => !settled && stack.totals[i]);
  const unread = stack.totals.some((total) => !total);
  const key = (
    <span className="days-key quiet" aria-hidden>
      {moving && <span data-sort="provisional">{t('overview.days.provisional')}</span>}
      {unread && <span data-sort="unread">{t('overview.days.unread')}</span>}
    </span>
  );
  return <DayStack title={title} stack={stack} currency={bars.currency} aside={key} pick={(day, layer) => goToEntries(entriesOf(day, day, layer && ofService(layer.key)))} />;
}
