import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { backend, type bind } from '../../api/backend';
import { formatMoment } from '../../format/days';
import { Notice } from '../../ui/notice';
import { t } from '../../words';
import './house.css';

const titled = ['read_only', 'held', 'newer', 'corrupt', 'disk_full', 'disk', 'opening'] as const;

/** Shown in place of everything where the profile could not be opened. */
export function Trouble({ status, retry }: { status: bind.Status; retry: () => void }) {
  const fault = status.fault;
  const restore = useMutation({ mutationFn: (path: string) => backend.restore(path), onSettled: retry });
  if (!fault) return null;
  return (
    <main className="trouble stack">
      <h1>{t(`house.titles.${titled.find((code) => code === fault.code) ?? 'other'}`)}</h1>
      <Notice tone="reached">{fault.message}</Notice>
      <p className="quiet">{t('house.folder', { folder: status.data_folder })}</p>
      {fault.code === 'corrupt' && status.backups.length > 0 && (
        <section className="stack-tight" aria-label={t('house.backups')}>
          <h2>{t('house.putBack')}</h2>
          <p>{t('house.kept')}</p>
          {status.backups.map((b) => (
            <div key={b.path}>
              <Button variant="default" loading={restore.isPending} onClick={() => restore.mutate(b.path)}>
                {t('house.restore', { moment: formatMoment(b.made) })}
              </Button>
            </div>
          ))}
          {restore.error && <Notice tone="reached">{restore.error.message}</Notice>}
        </section>
      )}
      <div className="row">
        <Button onClick={retry}>{t('house.retry')}</Button>
        <Button variant="default" onClick={() => void backend.openDataFolder()}>
          {t('house.openFolder')}
        </Button>
        <Button variant="default" onClick={() => void backend.quit()}>
          {t('house.quit')}
        </Button>
      </div>
    </main>
  );
}
