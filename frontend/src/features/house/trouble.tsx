import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { backend, type bind } from '../../api/backend';
import { formatMoment } from '../../format/days';
import { Notice } from '../../ui/notice';
import './house.css';

const titles: Record<string, string> = {
  read_only: 'Your data cannot be written',
  locked: 'Another program holds your data',
  newer: 'Your data is from a newer Outlay',
  corrupt: 'Your data is damaged',
  disk_full: 'The disk is full',
  disk: 'The disk does not answer',
  opening: 'Opening takes long',
};

/** Shown in place of everything where the profile could not be opened. */
export function Trouble({ status, retry }: { status: bind.Status; retry: () => void }) {
  const fault = status.fault;
  const restore = useMutation({ mutationFn: (path: string) => backend.restore(path), onSettled: retry });
  if (!fault) return null;
  return (
    <main className="trouble stack">
      <h1>{titles[fault.code] ?? 'Your data could not be opened'}</h1>
      <Notice tone="reached">{fault.message}</Notice>
      <p className="quiet">Folder: {status.data_folder}</p>
      {fault.code === 'corrupt' && status.backups.length > 0 && (
        <section className="stack-tight" aria-label="Backups">
          <h2>Put back a backup</h2>
          <p>The damaged file is kept beside it. What came after the backup is read again from the vendors.</p>
          {status.backups.map((b) => (
            <div key={b.path}>
              <Button variant="default" loading={restore.isPending} onClick={() => restore.mutate(b.path)}>
                Restore {formatMoment(b.made)}
              </Button>
            </div>
          ))}
          {restore.error && <Notice tone="reached">{restore.error.message}</Notice>}
        </section>
      )}
      <div className="row">
        <Button onClick={retry}>Try again</Button>
        <Button variant="default" onClick={() => void backend.openDataFolder()}>
          Open folder
        </Button>
        <Button variant="default" onClick={() => void backend.quit()}>
          Quit Outlay
        </Button>
      </div>
    </main>
  );
}
