import { useQuery } from '@tanstack/react-query';
import { InputNumber, Radio } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { askTraffic } from '../../api/asked-figures.ts';
import { answerOf, api } from '../../api/client.ts';
import type { Schema } from '../../api/schemas.ts';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { Count } from '../../components/count.tsx';
import { useChange } from '../../components/use-change.ts';
import { ModeTag } from './line-tags.tsx';

type Line = Schema<'Line'>;
type Mode = Schema<'Enforcement'>['mode'];
const MODES: readonly Mode[] = ['observe', 'partial', 'enforce'];
const FIRST_PERCENT = 20;
/** Allowed only because the line observes. */
const OBSERVED = 'observed';

/** The line as it is, with another way of enforcing: what is left out of a line is not kept. */
const lineWith = ({ sequence: _, effectiveAfterMs: __, ...line }: Line, enforcement: Schema<'Enforcement'>) => ({
  ...line,
  chain: line.chain ?? [],
  enforcement,
});

const useWouldRefuse = (line: string): number | undefined => {
  const { data } = useQuery({
    queryKey: ['figures', 'traffic', 'observed', line],
    queryFn: () => askTraffic({ line, by: 'hour' }),
  });
  return data?.rows.reduce((sum, { reason, attempts }) => (reason === OBSERVED ? sum + attempts : sum), 0);
};

const Consequence = ({ mode, wouldRefuse }: { readonly mode: Mode; readonly wouldRefuse: number | undefined }) => {
  const { t } = useTranslation('carrier');
  return (
    <div className="stack">
      <p>{t(`enforcement.means.${mode}`)}</p>
      {wouldRefuse === undefined ? null : (
        <p>
          {t('enforcement.wouldRefuse')}{' '}
          <strong className="number">
            <Count value={wouldRefuse} />
          </strong>
        </p>
      )}
    </div>
  );
};

/** Observe, partly enforce, enforce: what it is, what it would have refused, and the change. */
export const EnforcementSheet = ({ line }: { readonly line: Line }) => {
  const { t } = useTranslation('carrier');
  const percentId = useId();
  const [mode, setMode] = useState<Mode>(line.enforcement.mode);
  const [percent, setPercent] = useState(line.enforcement.percent ?? FIRST_PERCENT);
  const wouldRefuse = useWouldRefuse(line.id);
  const wanted: Schema<'Enforcement'> = mode === 'partial' ? { mode, percent } : { mode };
  const put = (enforcement: Schema<'Enforcement'>) =>
    answerOf(api.POST('/v1/lines', { body: lineWith(line, enforcement) as Schema<'LineInput'> }));
  const change = useChange({
    make: put,
    touches: [['line', line.id], ['lines']],
    done: ({ enforcement }) => t('enforcement.done', { mode: t(`mode.${enforcement.mode}`, { percent }) }),
    undo: () => put(line.enforcement),
  });
  const isSame = JSON.stringify(wanted) === JSON.stringify(line.enforcement);
  return (
    <section className="sheet stack">
      <h2 className="row">
        {t('enforcement.head')} <ModeTag enforcement={line.enforcement} />
      </h2>
      <p className="soft">{t(`enforcement.means.${line.enforcement.mode}`)}</p>
      {wouldRefuse === undefined ? null : (
        <p>
          {t('enforcement.wouldRefuse')}{' '}
          <span className="figure">
            <Count value={wouldRefuse} />
          </span>
        </p>
      )}
      <div className="row no-print">
        <Radio.Group
          aria-label={t('enforcement.head')}
          value={mode}
          onChange={({ target }) => setMode(target.value as Mode)}
          options={MODES.map((value) => ({ value, label: t(`enforcement.modes.${value}`) }))}
        />
        {mode === 'partial' ? (
          <span className="row">
            <label htmlFor={percentId}>{t('enforcement.percent')}</label>
            <InputNumber
              id={percentId}
              min={1}
              max={99}
              precision={0}
              value={percent}
              onChange={(value) => setPercent(value ?? FIRST_PERCENT)}
            />
          </span>
        ) : null}
        <ConfirmButton
          label={t('enforcement.change')}
          title={t('enforcement.confirm', { mode: t(`mode.${mode}`, { percent }) })}
          consequence={<Consequence mode={mode} wouldRefuse={wouldRefuse} />}
          disabled={isSame}
          onConfirm={() => change.mutateAsync(wanted)}
        />
      </div>
    </section>
  );
};
