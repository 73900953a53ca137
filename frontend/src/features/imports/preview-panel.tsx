import { Button, Checkbox, Loader } from '@mantine/core';
import { useState } from 'react';
import type { imports } from '../../api/backend';
import { formatCount } from '../../format/numbers';
import { Moneys } from '../../ui/money';
import { Notice } from '../../ui/notice';
import { Panel } from '../../ui/panel';
import { t } from '../../words';
import { Changes } from './changes';
import { Rejected } from './rejected';
import type { Import } from './use-import';
import { counting, days } from './words';

/** The third step: what would be imported and what that would change; the last one is the button below it. */
export function PreviewPanel({ preview, run }: { preview: imports.Preview; run: Import }) {
  const stale = preview !== run.look.data;
  return (
    <Panel title={t('imports.preview.title')} aside={stale && <Busy />}>
      {/* What is out of date stays in its place until the answer comes: nothing jumps, and nothing of it can be used. */}
      <div className="stack imports-preview" inert={stale} data-stale={stale || undefined}>
        <Body preview={preview} run={run} stale={stale} />
      </div>
    </Panel>
  );
}

/** Said while the file is read. */
export function Busy() {
  return (
    <p role="status" className="row quiet">
      <Loader size="xs" aria-hidden /> {t('imports.preview.reading')}
    </p>
  );
}

function Body({ preview, run, stale }: { preview: imports.Preview; run: Import; stale: boolean }) {
  const [accepted, setAccepted] = useState(false);
  const { apply } = run;
  const rejected = preview.rejected_count;
  const taken = preview.good - preview.outside;
  const ready = !stale && preview.from !== null && (rejected === 0 || accepted);
  return (
    <>
      <Facts preview={preview} />
      {preview.unchanged && <Notice tone="info">{t('imports.preview.unchanged')}</Notice>}
      <Warnings sentences={preview.warnings} />
      <Changes preview={preview} />
      <Rejected preview={preview} />
      {rejected > 0 && (
        <Checkbox label={t('imports.preview.leaveOut', counting(rejected))} description={t('imports.preview.orCorrect')} checked={accepted} onChange={(e) => setAccepted(e.currentTarget.checked)} />
      )}
      {apply.error && (
        <Notice
          tone="reached"
          action={
            <Button variant="default" size="xs" onClick={() => run.remap(preview.mapping)}>
              {t('imports.readAgain')}
            </Button>
          }
        >
          {apply.error.message}
        </Notice>
      )}
      <div className="row">
        <Button disabled={!ready} loading={apply.isPending} onClick={() => apply.mutate(accepted)}>
          {t('imports.preview.import', counting(taken))}
        </Button>
        <span role="status" className="quiet">
          {apply.isPending ? t('imports.preview.importing') : ''}
        </span>
      </div>
    </>
  );
}

function Facts({ preview }: { preview: imports.Preview }) {
  const { rows, good, outside, from, through, totals, credits } = preview;
  const taken = good - outside;
  return (
    <dl className="imports-facts">
      <div>
        <dt>{t('imports.preview.rows')}</dt>
        <dd>{taken === rows ? formatCount(rows) : t('imports.preview.some', { taken: formatCount(taken), all: formatCount(rows) })}</dd>
      </div>
      {from && through && (
        <div>
          <dt>{t('imports.preview.days')}</dt>
          <dd>{days(from, through)}</dd>
        </div>
      )}
      {totals.length > 0 && (
        <div>
          <dt>{totals.length === 1 ? t('imports.preview.total') : t('imports.preview.totals')}</dt>
          <dd>
            <Moneys amounts={totals} />
            {preview.outranked && <span className="quiet imports-under">{t('imports.preview.outranked')}</span>}
          </dd>
        </div>
      )}
      {credits.length > 0 && (
        <div>
          <dt>{t('imports.preview.credits')}</dt>
          <dd>
            <Moneys amounts={credits} />
          </dd>
        </div>
      )}
    </dl>
  );
}

function Warnings({ sentences }: { sentences: string[] }) {
  if (sentences.length === 0) return null;
  return (
    <Notice>
      <ul className="imports-warnings" aria-label={t('imports.preview.warnings')}>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </Notice>
  );
}
