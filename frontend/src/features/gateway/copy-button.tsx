import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { backend, toFault } from '../../api/backend';

const shownFor = 2000; // milliseconds

/** Puts a text on the clipboard; `what` says which, to those who do not see where the button stands. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (said !== copied) return;
    const timer = setTimeout(() => setSaid(''), shownFor);
    return () => clearTimeout(timer);
  }, [said]);
  // No mutation: a token must not become part of a cache.
  const copy = () => {
    backend.copy(text).then(
      () => setSaid(copied),
      (reason: unknown) => setSaid(toFault(reason).message),
    );
  };
  return (
    <>
      <Button size="xs" variant="default" aria-label={`Copy ${what}`} leftSection={said === copied ? <IconCheck className="gateway-icon" aria-hidden /> : <IconCopy className="gateway-icon" aria-hidden />} onClick={copy}>
        Copy
      </Button>
      <span role="status" className="quiet">
        {said}
      </span>
    </>
  );
}

const copied = 'Copied';
