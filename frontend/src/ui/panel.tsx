import type { ReactNode } from 'react';
import { useId } from 'react';
import './panel.css';

/** A titled part of a screen. */
export function Panel({ title, aside, children, wide }: { title: string; aside?: ReactNode; children: ReactNode; wide?: boolean }) {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id} data-wide={wide || undefined}>
      <header className="row apart">
        <h2 id={id}>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
