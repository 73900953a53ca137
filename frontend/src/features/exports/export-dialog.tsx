import { Button, Skeleton } from '@mantine/core';
import { type ReactNode, Suspense, useEffect, useRef } from 'react';
import { formatCount } from '../../format/numbers';
import { Dialog } from '../../ui/dialog';
import { Notice } from '../../ui/notice';
import { t } from '../../words';
import { ExportForm } from './export-form';
import { Finished, Progress } from './progress';
import type { Exporting } from './use-exporting';
import './exports.css';

/** Asks what is exported and how, and says how that goes. Closing it ends nothing. */
export function ExportDialog({ exporting }: { exporting: Exporting }) {
  const { asked, stage, close, forget } = exporting;
  if (!asked) return null;
  const over = stage === 'done' || stage === 'failed' || stage === 'cancelled';
  const leave = () => {
    close();
    if (over) forget();
  };
  return (
    <Dialog title={t('exports.title')} size="lg" keep close={leave}>
      {/* The form stays while its file is written: who wants another one finds it as it was. */}
      <div className="export-form" hidden={stage !== 'form' && stage !== 'placing'}>
        <Suspense fallback={<Skeleton height="calc(2 * var(--chart))" role="status" aria-busy="true" aria-label={t('app.loading')} />}>
          <ExportForm what={asked.what} exporting={exporting} />
        </Suspense>
      </div>
      {stage === 'writing' && <Writing exporting={exporting} leave={leave} />}
      {over && <Over exporting={exporting} leave={leave} />}
    </Dialog>
  );
}

/** A stage of its own: what had the focus is gone, so this has it. */
function Step({ children }: { children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div ref={box} tabIndex={-1} className="stack export-step">
      {children}
    </div>
  );
}

interface StepProps {
  exporting: Exporting;
  leave: () => void;
}

function Writing({ exporting, leave }: StepProps) {
  return (
    <Step>
      <p role="status">{t('exports.writing')}</p>
      <Progress exporting={exporting} />
      <p className="quiet export-words">{exporting.path}</p>
      {exporting.refused && <Notice tone="reached">{exporting.refused}</Notice>}
      <div className="row row-end">
        <span className="quiet">{t('exports.goesOn')}</span>
        <Button variant="default" onClick={() => void exporting.cancel()}>
          {t('exports.cancel')}
        </Button>
        <Button onClick={leave}>{t('ui.close')}</Button>
      </div>
    </Step>
  );
}

function Over({ exporting, leave }: StepProps) {
  const { stage, path, entries, failure, refused, forget } = exporting;
  return (
    <Step>
      {stage === 'done' && (
        <>
          <p role="status">{t('exports.done', { count: entries, n: formatCount(entries) })}</p>
          <p className="export-words">
            <code>{path}</code>
          </p>
        </>
      )}
      {stage === 'cancelled' && <p role="status">{t('exports.cancelled')}</p>}
      {stage === 'failed' && <Notice tone="reached" title={`${t('exports.failed')} `}>{failure}</Notice>}
      {refused && <Notice tone="reached">{refused}</Notice>}
      <div className="row row-end">
        {stage === 'done' && <Finished exporting={exporting} />}
        <Button variant="default" onClick={forget}>
          {stage === 'done' ? t('exports.another') : t('exports.again')}
        </Button>
        <Button onClick={leave}>{t('ui.close')}</Button>
      </div>
    </Step>
  );
}
