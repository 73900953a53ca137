import { Button } from '@mantine/core';
import { backend } from '../../api/backend';
import { formatCount } from '../../format/numbers';
import { CopyButton } from '../../ui/copy-button';
import { t } from '../../words';
import type { Exporting } from './use-exporting';

/** A file's name without its folders, wherever they are written with / or \. */
export function nameOf(path: string): string {
  return path.split(/[/\\]/).pop() ?? '';
}

/** How far the file is: of as many entries as were expected, or just so far. */
export function Progress({ exporting: { entries, expected } }: { exporting: Exporting }) {
  const of = expected && expected >= entries ? expected : undefined;
  return (
    <div className="stack-tight export-progress">
      <progress aria-label={t('exports.progress')} max={of} value={of && entries} />
      <span className="quiet">{of ? t('exports.soFarOf', { n: formatCount(entries), all: formatCount(of) }) : t('exports.soFar', { count: entries, n: formatCount(entries) })}</span>
    </div>
  );
}

/** What can be done with a file that is there. */
export function Finished({ exporting: { path, showFolder } }: { exporting: Exporting }) {
  return (
    <>
      <CopyButton text={path} what={t('exports.path')} copy={backend.copy} />
      <Button size="xs" variant="default" onClick={() => void showFolder()}>
        {t('exports.folder')}
      </Button>
    </>
  );
}
