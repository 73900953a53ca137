import { Button } from '@mantine/core';
import { Notice } from '../../ui/notice';
import { t } from '../../words';

/** Stands where one part of the screen could not be read, while the rest of it could. */
export function Unread({ what, failure, again, busy }: { what: string; failure?: string; again: () => void; busy: boolean }) {
  const retry = (
    <Button variant="default" size="xs" loading={busy} onClick={again}>
      {t('overview.again')}
    </Button>
  );
  return (
    <Notice title={what} action={retry}>
      {failure}
    </Notice>
  );
}
