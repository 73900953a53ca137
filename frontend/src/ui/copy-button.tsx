import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { t } from '../words';
import './small-icon.css';

const shownFor = 2000; // milliseconds
interface Props {
  text: string;
  /** Which text it is, to those who do not see where the button stands. */
  what: string;
  /** Puts it on the clipboard; what it rejects with has a sentence. */
  copy: (text: string) => Promise<void>;
}

/** Puts a text on the clipboard and says so. */
export function CopyButton({ text, what, copy }: Props) {
  const copied = t('ui.copied');
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (said !== copied) return;
    const timer = setTimeout(() => setSaid(''), shownFor);
    return () => clearTimeout(timer);
  }, [said, copied]);
  // No mutation: a secret must not become part of a cache.
  const press = () => {
    copy(text).then(
      () => setSaid(copied),
      (reason: unknown) => setSaid(reason instanceof Error ? reason.message : String(reason)),
    );
  };
  return (
    <>
      <Button size="xs" variant="default" aria-label={t('ui.copyWhat', { what })} leftSection={said === copied ? <IconCheck className="small-icon" aria-hidden /> : <IconCopy className="small-icon" aria-hidden />} onClick={press}>
        {t('ui.copy')}
      </Button>
      <span role="status" className="quiet">
        {said}
      </span>
    </>
  );
}
