import { useEffect, useRef } from 'react';
import { useCommands } from '../../ui/commands';
import { useExporter } from '../../ui/exporter';
import { heldKey, isHeld } from '../../ui/held-key';
import { t } from '../../words';

/** Exports what the screen shows by a key, wherever the focus is, and by name. */
export function ExportKeys() {
  const open = useExporter();
  const now = useRef(open);
  useEffect(() => {
    now.current = open;
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (!isHeld(event, 'e')) return;
      event.preventDefault(); // some web views search with it
      if (!event.repeat && !document.querySelector('[role="dialog"]')) now.current();
    };
    window.addEventListener('keydown', pressed, { capture: true });
    return () => window.removeEventListener('keydown', pressed, { capture: true });
  }, []);
  useCommands([{ id: 'export', name: t('exports.command'), group: t('app.groups.actions'), keywords: t('exports.words'), keys: heldKey('e'), run: () => open() }]);
  return null;
}
