import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { backend, toFault } from '../../api/backend';
import { queries } from '../../api/queries';
import type { Filter } from '../../format/filter';
import type { Exportable } from '../../ui/exporter';
import type { Form } from './forms';

/** What is to be written. */
export interface Order {
  form: Form;
  from: string;
  through: string;
  filter: Filter;
  text: string;
  /** How many entries there will be, where that is known. */
  expected?: number;
}

/** Where an export is: chosen, its place asked for by the system, written; then its file is there, was cancelled, or failed. */
export type Stage = 'form' | 'placing' | 'writing' | 'done' | 'cancelled' | 'failed';

/** The one export of the window, wherever the user is meanwhile. */
export function useExporting() {
  const client = useQueryClient();
  const [asked, setAsked] = useState<{ what?: Exportable }>();
  const [watched, setWatched] = useState(false); // from its first line until somebody has seen its end
  const [placing, setPlacing] = useState(false);
  const [expected, setExpected] = useState<number>();
  const [refused, setRefused] = useState('');
  const state = useQuery(queries.exported).data;
  const writing = Boolean(state?.running && state.path);
  if (writing && !watched) setWatched(true); // it was begun before the window was locked or drawn anew
  const again = () => client.invalidateQueries({ queryKey: queries.exported.queryKey });
  // No mutations: after one, every screen asks again, and nothing that they show has changed.
  const attempt = async (work: () => Promise<unknown>) => {
    setRefused('');
    try {
      await work();
    } catch (reason) {
      setRefused(toFault(reason).message);
    }
    await again();
  };
  const start = async ({ form, from, through, filter, text, expected }: Order) => {
    setPlacing(true);
    let path = '';
    await attempt(async () => {
      path = await backend.startExport(form, from, through, { ...filter, text });
    });
    setPlacing(false);
    if (!path) return;
    setExpected(expected);
    setWatched(true);
  };
  return {
    /** What the dialog was opened for; undefined where it is closed. */
    asked,
    stage: stageOf(placing, watched, state),
    path: state?.path ?? '',
    /** Entries that were written so far. */
    entries: state?.entries ?? 0,
    expected,
    /** Why the file could not be written. */
    failure: state?.error?.message ?? '',
    /** Why something that was asked for did not happen. */
    refused,
    ask: (what?: Exportable) => setAsked({ what }),
    close: () => {
      setAsked(undefined);
      setRefused('');
    },
    start,
    cancel: () => attempt(backend.cancelExport),
    showFolder: () => attempt(backend.openExportFolder),
    /** Its end was seen. */
    forget: () => {
      setWatched(false);
      setExpected(undefined);
      setRefused('');
    },
  };
}

export type Exporting = ReturnType<typeof useExporting>;

type State = Awaited<ReturnType<typeof backend.exportState>>;

function stageOf(placing: boolean, watched: boolean, state?: State): Stage {
  if (placing) return 'placing';
  if (!watched || !state) return 'form';
  if (state.running) return 'writing';
  if (state.done) return 'done';
  return state.error ? 'failed' : 'cancelled';
}
