import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { backend } from '../../api/backend';
import { Notice } from '../../ui/notice';
import { t } from '../../words';

/** Says on every screen that the numbers are made up. */
export function SampleBanner() {
  const leave = useMutation({ mutationFn: backend.leaveSample });
  return (
    <Notice
      tone="info"
      title={`${t('house.sample.title')} `}
      action={
        <Button variant="default" size="xs" loading={leave.isPending} onClick={() => leave.mutate()}>
          {t('house.sample.leave')}
        </Button>
      }
    >
      {t('house.sample.text')}
    </Notice>
  );
}
