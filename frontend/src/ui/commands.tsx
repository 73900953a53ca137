import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';

/** Something that can be done in the window, by the command palette and by keys. */
export interface Command {
  /** Unique and lasting: what was used last is remembered by it. */
  id: string;
  /** What is done, in the words of a button. */
  name: string;
  /** The heading that it stands under. */
  group: string;
  /** Other words by which people look for it. */
  keywords?: string;
  /** One key, or keys pressed one after the other: "r", "g o". */
  keys?: string;
  /** Whether it can be done now; it always can where nothing is said. */
  able?: () => boolean;
  /** Does it. What takes time is a promise; a text that it ends with is said to the user, and so is why it was refused. */
  run: () => unknown;
}

type Offer = () => Command[];

const Offers = createContext<Set<Offer>>(new Set());

/** Where the commands of everything in it come together. */
export function Commands({ children }: { children: ReactNode }) {
  const [offers] = useState(() => new Set<Offer>());
  return <Offers value={offers}>{children}</Offers>;
}

/** Offers commands for as long as the component is shown. */
export function useCommands(commands: Command[]): void {
  const offers = useContext(Offers);
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  useEffect(() => {
    const offer = () => latest.current;
    offers.add(offer);
    return () => void offers.delete(offer);
  }, [offers]);
}

/** Those of commands that can be done now. */
export function able(commands: Command[]): Command[] {
  return commands.filter((c) => !c.able || c.able());
}

/** Returns what asks for every command that is offered at that moment, able or not. */
export function useOffered(): () => Command[] {
  const offers = useContext(Offers);
  return () => [...offers].flatMap((offer) => offer());
}
