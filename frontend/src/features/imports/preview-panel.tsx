import { Button, Checkbox, Loader } from '@mantine/core';
import { useState } from 'react';
import type { imports } from '../../api/backend';
import { Moneys } from '../../ui/money';
import { Notice } from '../../ui/notice';
import { Panel } from '../../ui/panel';
import { Changes } from './changes';
import { Rejected } from './rejected';
import type { Import } from './use-import';
import { count, days } from './words';

/** The third step: what would be imported and what that would change; the last one is the button below it. */
export function PreviewPanel({ preview, run }: { preview: imports.Preview; run: Import }) {
  const stale = preview !== run.look.data;
  return (
    <Panel title="What would be imported" aside={stale && <Busy />}>
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
      <Loader size="xs" aria-hidden /> Reading the file … A million rows take a while.
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
      {preview.unchanged && <Notice tone="info">Nothing would change: all of this is imported already.</Notice>}
      <Warnings sentences={preview.warnings} />
      <Changes preview={preview} />
      <Rejected preview={preview} />
      {rejected > 0 && (
        <Checkbox label={`Leave out ${count(rejected, 'rejected row', 'rejected rows')}`} description="Or correct the file and choose it again." checked={accepted} onChange={(e) => setAccepted(e.currentTarget.checked)} />
      )}
      {apply.error && (
        <Notice
          tone="reached"
          action={
            <Button variant="default" size="xs" onClick={() => run.remap(preview.mapping)}>
              Read it again
            </Button>
          }
        >
          {apply.error.message}
        </Notice>
      )}
      <div className="row">
        <Button disabled={!ready} loading={apply.isPending} onClick={() => apply.mutate(accepted)}>
          {`Import ${count(taken, 'row', 'rows')}`}
        </Button>
        <span role="status" className="quiet">
          {apply.isPending ? 'Importing … A million rows take a while.' : ''}
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
        <dt>Rows</dt>
        <dd>{taken === rows ? rows.toLocaleString('en') : `${taken.toLocaleString('en')} of ${rows.toLocaleString('en')}`}</dd>
      </div>
      {from && through && (
        <div>
          <dt>Days</dt>
          <dd>{days(from, through)}</dd>
        </div>
      )}
      {totals.length > 0 && (
        <div>
          <dt>{totals.length === 1 ? 'Total' : 'Totals'}</dt>
          <dd>
            <Moneys amounts={totals} />
            {preview.outranked && <span className="quiet imports-under">Some days are already billed by the vendor: there this will be a cross-check and not counted.</span>}
          </dd>
        </div>
      )}
      {credits.length > 0 && (
        <div>
          <dt>Of it, credits</dt>
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
      <ul className="imports-warnings" aria-label="Warnings">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </Notice>
  );
}
