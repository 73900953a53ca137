import { Button } from '@mantine/core';
import { t } from '../../words';
import { Finished, nameOf, Progress } from './progress';
import type { Exporting } from './use-exporting';
import './exports.css';

/** How the export goes, above whatever screen, for as long as its dialog is closed. */
export function ExportNotice({ exporting }: { exporting: Exporting }) {
  const { asked, stage, cancel, forget } = exporting;
  const quiet = asked !== undefined || stage === 'form' || stage === 'placing';
  return (
    <div className={quiet ? undefined : 'export-notice'} data-stage={stage}>
      {/* It is there before it says something, so that it is heard. What changes each moment stands beside it. */}
      <p role="status" className={quiet ? 'spoken-only' : 'export-words'}>
        {quiet ? '' : sentence(exporting)}
      </p>
      {!quiet && (
        <>
          {stage === 'writing' && <Progress exporting={exporting} />}
          {exporting.refused && <p role="alert">{exporting.refused}</p>}
          <div className="row row-end">
            {stage === 'done' && <Finished exporting={exporting} />}
            {stage === 'writing' ? (
              <Button size="xs" variant="default" onClick={() => void cancel()}>
                {t('exports.cancel')}
              </Button>
            ) : (
              <Button size="xs" variant="default" onClick={forget}>
                {t('ui.close')}
              </Button>
            )}
          </div>
        </>
      )}
    </div>
  );
}

function sentence({ stage, path, failure }: Exporting): string {
  const file = nameOf(path);
  if (stage === 'writing') return t('exports.notice.writing', { file });
  if (stage === 'done') return t('exports.notice.done', { file });
  if (stage === 'failed') return `${t('exports.failed')} ${failure}`;
  return t('exports.cancelled');
}
