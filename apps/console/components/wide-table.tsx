import { Table, type TableProps } from 'antd';
import { useTranslation } from 'react-i18next';

/** A table that scrolls by itself, by the keyboard too, where the window is narrower than it. */
export const WideTable = <Row extends object>(props: Omit<TableProps<Row>, 'size' | 'scroll'>) => {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className="scrolls" aria-label={t('table')} tabIndex={0}>
      <Table<Row> size="small" {...props} />
    </section>
  );
};
