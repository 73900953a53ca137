import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import type { Filter } from '../format/filter';

/** What is on screen and can be exported: days, both inside, and what they are narrowed to. */
export interface Exportable {
  from: string;
  through: string;
  filter: Filter;
  /** Words that are searched for; "" for none. */
  text: string;
}

type Shown = Set<() => Exportable>;

const Exporting = createContext<(what?: Exportable) => void>(() => undefined);
const Showing = createContext<Shown>(new Set());

/** Where screens say what is to be exported; `open` asks in which form, of nothing in particular where it is told nothing. */
export function Exporter({ open, children }: { open: (what?: Exportable) => void; children: ReactNode }) {
  const [shown] = useState<Shown>(() => new Set());
  return (
    <Exporting value={open}>
      <Showing value={shown}>{children}</Showing>
    </Exporting>
  );
}

/** Returns what asks how something is to be exported; told nothing, it is what the screen says that it shows. */
export function useExporter(): (what?: Exportable) => void {
  const open = useContext(Exporting);
  const shown = useContext(Showing);
  return (what) => open(what ?? [...shown].at(-1)?.());
}

/** Says what the screen shows, for as long as it is there: it is what a key exports. */
export function useExportable(what: Exportable): void {
  const shown = useContext(Showing);
  const latest = useRef(what);
  useEffect(() => {
    latest.current = what;
  });
  useEffect(() => {
    const now = () => latest.current;
    shown.add(now);
    return () => void shown.delete(now);
  }, [shown]);
}
