import { Button, Input, Segmented } from 'antd';
import { Suspense, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../../components/loading.tsx';

/** Which templates of the text files are offered. */
export type TemplateKind = 'uphold' | 'reject' | 'return' | 'reopen' | 'pause' | 'appeal';
type Language = 'zh' | 'en';

const REASON_CHARS_MAX = 2_000;

interface TemplatesProps {
  readonly kind: TemplateKind;
  readonly language: Language;
  readonly onTake: (words: string) => void;
}

const Templates = ({ kind, language, onTake }: TemplatesProps) => {
  const { t } = useTranslation('handler', { lng: language });
  const found = t(`template.${kind}`, { returnObjects: true }) as readonly {
    readonly name: string;
    readonly words: string;
  }[];
  return (
    <div className="row" lang={language === 'zh' ? 'zh-CN' : 'en'}>
      {found.map(({ name, words }) => (
        <Button key={name} size="small" onClick={() => onTake(words)}>
          {name}
        </Button>
      ))}
    </div>
  );
};

interface ReasonFieldProps {
  readonly label: string;
  readonly help?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly kind?: TemplateKind;
}

/** Words that somebody will answer for: written, or taken from a template in either language and changed. */
export const ReasonField = ({ label, help, value, onChange, kind }: ReasonFieldProps) => {
  const { t, i18n } = useTranslation('handler');
  const id = useId();
  const [language, setLanguage] = useState<Language>(i18n.language === 'zh' ? 'zh' : 'en');
  return (
    <div className="stack">
      <label htmlFor={id}>{label}</label>
      {help === undefined ? null : <p className="soft">{help}</p>}
      {kind === undefined ? null : (
        <div className="row">
          <span className="soft">{t('template.take')}</span>
          <Segmented
            size="small"
            aria-label={t('template.language')}
            value={language}
            onChange={setLanguage}
            options={[
              { value: 'zh', label: '中文' },
              { value: 'en', label: 'English' },
            ]}
          />
          <Suspense fallback={<Loading />}>
            <Templates kind={kind} language={language} onTake={onChange} />
          </Suspense>
        </div>
      )}
      <Input.TextArea
        id={id}
        rows={4}
        className="reason"
        maxLength={REASON_CHARS_MAX}
        showCount
        required
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  );
};
