import { Button } from '@mantine/core';
import type { imports } from '../../api/backend';
import { Moneys } from '../../ui/money';
import { Panel } from '../../ui/panel';
import { count, days } from './words';

/** What an import did, and where to see it. */
export function Outcome({ result, label, goToOverview, again }: { result: imports.Result; label: string; goToOverview: () => void; again: () => void }) {
  return (
    <Panel title="Imported">
      <div role="status" className="stack-tight">
        <p>
          {`${count(result.rows, 'row', 'rows')} of ${days(result.from, result.through)} into ${label}: `}
          <strong>{result.totals.length > 0 ? <Moneys amounts={result.totals} /> : 'no cost'}</strong>
        </p>
        <p>{changeWords(result.change)}</p>
        {result.rejected > 0 && <p>{count(result.rejected, 'rejected row was', 'rejected rows were')} left out.</p>}
      </div>
      <div className="row">
        <Button onClick={goToOverview}>See it in the overview</Button>
        <Button variant="default" onClick={again}>
          Import another file
        </Button>
      </div>
    </Panel>
  );
}

function changeWords({ added, changed, removed }: imports.Result['change']): string {
  const parts = [added > 0 && `${count(added, 'entry', 'entries')} added`, changed > 0 && `${count(changed, 'entry', 'entries')} changed`, removed > 0 && `${count(removed, 'entry', 'entries')} removed`].filter(Boolean);
  if (parts.length === 0) return 'Nothing changed: all of it was imported already.';
  return `${parts.join(', ')}.`;
}
