import { Button, Checkbox, Select } from '@mantine/core';
import { useMutation, useQuery, useSuspenseInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query';
import { type ReactNode, useDeferredValue, useState } from 'react';
import { type alert, backend } from '../../api/backend';
import { mostUnread, queries } from '../../api/queries';
import { Notice } from '../../ui/notice';
import { Panel } from '../../ui/panel';
import { AlertRow } from './alert-row';
import { t } from '../../words';
import { kinds, kindWords } from './words';

/** What of the alerts is shown. */
interface Filter {
  kind: string;
  unseen: boolean;
  failed: boolean;
}

const all: Filter = { kind: '', unseen: false, failed: false };

interface Props {
  /** The id of an alert that stands open, "" for none. */
  chosen: string;
  goToBudget: (id: string) => void;
  showChannels: () => void;
}

/** Every alert that the filter chooses, the newest first. */
export function AlertList({ chosen, ...ways }: Props) {
  const [filter, setFilter] = useState(all);
  const [expanded, setExpanded] = useState<string | undefined>(chosen || undefined);
  const shown = useDeferredValue(filter); // the list stays until the other one is there
  const list = useSuspenseInfiniteQuery(queries.alertList(shown));
  const alerts = list.data.pages.flat();
  const listed = new Set(alerts.map((a) => a.id));
  const row = (a: alert.Alert) => <AlertRow key={a.id} alert={a} chosen={a.id === chosen} expanded={a.id === expanded} expand={(on) => setExpanded(on ? a.id : undefined)} {...ways} />;
  return (
    <>
      <Controls filter={filter} change={(part) => setFilter({ ...filter, ...part })} />
      {alerts.length === 0 && <None filter={shown} showAll={() => setFilter(all)} />}
      <ul className="alert-list" aria-label={t('alerts.title')} aria-busy={shown !== filter || undefined}>
        {chosen && !listed.has(chosen) && shown === all && <Chosen id={chosen} row={row} />}
        {alerts.map(row)}
      </ul>
      {list.error && <Notice tone="reached">{list.error.message}</Notice>}
      {list.hasNextPage && (
        <div>
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('alerts.list.older')}
          </Button>
        </div>
      )}
    </>
  );
}

/** An alert that was asked for and is older than those listed. */
function Chosen({ id, row }: { id: string; row: (a: alert.Alert) => ReactNode }) {
  const found = useQuery(queries.alert(id)).data;
  return found ? row(found) : null;
}

function Controls({ filter, change }: { filter: Filter; change: (part: Partial<Filter>) => void }) {
  const unread = useSuspenseQuery(queries.unread).data;
  const mark = useMutation({ mutationFn: markAllSeen });
  return (
    <div className="alert-controls">
      <Select
        label={t('alerts.list.kind')}
        data={[{ value: '', label: t('alerts.list.allKinds') }, ...kinds.map((value) => ({ value, label: kindWords(value) }))]}
        value={filter.kind}
        allowDeselect={false}
        onChange={(kind) => change({ kind: kind ?? '' })}
      />
      <div className="row alert-ticks">
        <Checkbox label={t('alerts.list.unreadOnly')} checked={filter.unseen} onChange={(e) => change({ unseen: e.currentTarget.checked })} />
        <Checkbox label={t('alerts.list.failedOnly')} checked={filter.failed} onChange={(e) => change({ failed: e.currentTarget.checked })} />
      </div>
      <Button variant="default" disabled={unread.length === 0} loading={mark.isPending} onClick={() => mark.mutate()}>
        {t('alerts.list.markAll')}
      </Button>
      {mark.error && <Notice tone="reached">{mark.error.message}</Notice>}
    </div>
  );
}

/** Marks every alert as read, those that no list shows too. */
async function markAllSeen(): Promise<void> {
  for (;;) {
    const unread = await backend.alerts({ unseen: true, most: mostUnread });
    if (unread.length > 0) await backend.markSeen(unread.map((a) => a.id));
    if (unread.length < mostUnread) return;
  }
}

function None({ filter, showAll }: { filter: Filter; showAll: () => void }) {
  if (filter !== all && (filter.kind || filter.unseen || filter.failed)) {
    return (
      <div className="row">
        <p className="quiet">{t('alerts.list.noneLike')}</p>
        <Button size="xs" variant="default" onClick={showAll}>
          {t('alerts.list.showAll')}
        </Button>
      </div>
    );
  }
  return (
    <Panel title={t('alerts.empty.title')}>
      <p className="alerts-why">{t('alerts.empty.why')}</p>
    </Panel>
  );
}
