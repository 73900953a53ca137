import { Button } from '@mantine/core';
import type { imports } from '../../api/backend';
import { Moneys } from '../../ui/money';
import { Panel } from '../../ui/panel';
import { Say } from '../../ui/say';
import { t } from '../../words';
import { counting, days, rowsWords } from './words';

/** What an import did, and where to see it. */
export function Outcome({ result, label, goToOverview, again }: { result: imports.Result; label: string; goToOverview: () => void; again: () => void }) {
  return (
    <Panel title={t('imports.outcome.title')}>
      <div role="status" className="stack-tight">
        <p>
          <Say
            text={t('imports.outcome.what')}
            parts={{
              rows: rowsWords(result.rows),
              days: days(result.from, result.through),
              account: label,
              total: <strong>{result.totals.length > 0 ? <Moneys amounts={result.totals} /> : t('imports.noCost')}</strong>,
            }}
          />
        </p>
        <p>{changeWords(result.change)}</p>
        {result.rejected > 0 && <p>{t('imports.outcome.leftOut', counting(result.rejected))}</p>}
      </div>
      <div className="row">
        <Button onClick={goToOverview}>{t('imports.outcome.see')}</Button>
        <Button variant="default" onClick={again}>
          {t('imports.outcome.again')}
        </Button>
      </div>
    </Panel>
  );
}

function changeWords({ added, changed, removed }: imports.Result['change']): string {
  const parts = [added > 0 && t('imports.outcome.added', counting(added)), changed > 0 && t('imports.outcome.changed', counting(changed)), removed > 0 && t('imports.outcome.removed', counting(removed))].filter(Boolean);
  if (parts.length === 0) return t('imports.outcome.nothing');
  return `${parts.join(', ')}.`;
}
