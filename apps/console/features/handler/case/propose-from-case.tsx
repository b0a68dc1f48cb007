import { Button, Modal, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../../api/schemas.ts';
import { maskedNumber } from '../../../components/masked-number.tsx';
import { ImposeButton } from '../../sanctions/impose-button.tsx';
import type { CaseSheet } from '../questions.ts';
import { sourceOf, useWords } from '../use-words.ts';
import { evidenceOf } from './evidence-shape.ts';

type Target = Schema<'SanctionTarget'>;

/** Whom a sanction from this case could hit: whom it is about, the number, the line, and who connected it. */
const targetsOf = (sheet: CaseSheet): readonly Target[] => {
  const source = sourceOf(sheet);
  const attempt = evidenceOf(sheet)?.attempt;
  const reported = sheet.complaintsHeld.flatMap(({ attempt: matched }) => {
    const caller = (matched as { readonly caller?: string } | undefined)?.caller;
    return caller === undefined ? [] : [caller];
  });
  const numbers = source?.kind === 'number' ? [source.id, ...reported] : reported;
  const found: readonly Target[] = [
    ...(source?.kind === 'merchant' ? [{ kind: 'merchant' as const, id: source.id }] : []),
    ...(sheet.party === undefined ? [] : [sheet.party]),
    ...numbers.map((id) => ({ kind: 'number' as const, id })),
    ...(attempt?.line === undefined ? [] : [{ kind: 'line' as const, id: attempt.line.id }]),
    ...(attempt?.chain ?? []).map(({ party }) => ({ kind: 'party' as const, id: party })),
  ];
  return found.filter(({ id }, at) => found.findIndex((one) => one.id === id) === at);
};

/** From a case to a sanction that rests on it: whom first, then the form with its preview. */
export const ProposeFromCase = ({ sheet }: { readonly sheet: CaseSheet }) => {
  const { t } = useTranslation('handler');
  const { nameOf } = useWords();
  const targets = targetsOf(sheet);
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState(targets[0]);
  return (
    <>
      <Button danger onClick={() => setOpen(true)}>
        {t('sanction.propose')}
      </Button>
      <Modal open={isOpen} title={t('sanction.whom')} footer={null} onCancel={() => setOpen(false)}>
        <div className="stack">
          <p className="soft">{t('sanction.whomHelp')}</p>
          <Radio.Group
            aria-label={t('sanction.whom')}
            className="choices"
            value={chosen?.id}
            onChange={({ target }) => setChosen(targets.find(({ id }) => id === target.value))}
            options={targets.map(({ kind, id }) => ({
              value: id,
              label: `${t(`subject.${kind}`)} ${kind === 'number' ? maskedNumber(id) : nameOf(id)}`,
            }))}
          />
          <ImposeButton
            key={chosen?.id ?? ''}
            isCarrier={false}
            ground={{ kind: 'case', id: sheet.id }}
            {...(chosen === undefined ? {} : { target: chosen })}
            label={t('sanction.fill')}
          />
        </div>
      </Modal>
    </>
  );
};
