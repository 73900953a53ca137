import { createContext, type ReactNode, useContext } from 'react';
import type { Filter } from '../format/filter';

/** What is on screen and can be exported: days, both inside, and what they are narrowed to. */
export interface Exportable {
  from: string;
  through: string;
  filter: Filter;
  /** Words that are searched for; "" for none. */
  text: string;
}

const Exporting = createContext<(what: Exportable) => void>(() => undefined);

/** Where screens say what is to be exported; `open` asks in which form. */
export function Exporter({ open, children }: { open: (what: Exportable) => void; children: ReactNode }) {
  return <Exporting value={open}>{children}</Exporting>;
}

/** Returns what asks how something is to be exported. */
export function useExporter(): (what: Exportable) => void {
  return useContext(Exporting);
}
