import { param as paramOf, setParams } from '../state/route.js';

export interface SelectFieldProps {
  /** The text in front of the field. */
  readonly name: string;
  /** The parameter of the URL. */
  readonly param: string;
  /** Values with their texts; `all`, the empty value, is added in front. */
  readonly options: readonly (readonly [value: string, text: string])[];
}

/** A choice that is a parameter of the URL. */
export function SelectField({ name, options, param }: SelectFieldProps) {
  const chosen = paramOf(param);
  return (
    <label class="field">
      {name}
      <select value={chosen} onChange={({ currentTarget }) => setParams({ [param]: currentTarget.value })}>
        <option value="">all</option>
        {options.map(([value, text]) => (
          <option key={value} value={value} selected={value === chosen}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
