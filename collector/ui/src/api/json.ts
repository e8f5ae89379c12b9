/** Reads checked values out of parsed JSON. Each throws with the name of what is wrong. */
export class JsonObject {
  private readonly fields: Readonly<Record<string, unknown>>;

  constructor(
    value: unknown,
    private readonly path: string,
  ) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new TypeError(`${path} is not an object`);
    }
    this.fields = value as Readonly<Record<string, unknown>>;
  }

  text(name: string): string {
    const value = this.fields[name];
    if (typeof value !== "string") throw this.wrong(name, "a text");
    return value;
  }

  /** A finite number, 0 where the field is absent. */
  number(name: string): number {
    const value = this.fields[name] ?? 0;
    if (typeof value !== "number" || !Number.isFinite(value)) throw this.wrong(name, "a number");
    return value;
  }

  /** A finite number of either sign, null where it is not known. */
  knownNumber(name: string): number | null {
    return (this.fields[name] ?? null) === null ? null : this.number(name);
  }

  /** Finite numbers of either sign. */
  signedNumbers(name: string): number[] {
    const values = this.list(name);
    if (!values.every((value) => Number.isFinite(value))) throw this.wrong(name, "numbers");
    return values as number[];
  }

  flag(name: string): boolean {
    const value = this.fields[name];
    if (typeof value !== "boolean") throw this.wrong(name, "true or false");
    return value;
  }

  object(name: string): JsonObject {
    return new JsonObject(this.fields[name] ?? {}, `${this.path}.${name}`);
  }

  /** Whether a field is there and not null. */
  has(name: string): boolean {
    return (this.fields[name] ?? null) !== null;
  }

  names(): string[] {
    return Object.keys(this.fields);
  }

  objects(name: string): JsonObject[] {
    return this.list(name).map((value, i) => new JsonObject(value, `${this.path}.${name}[${i}]`));
  }

  texts(name: string): string[] {
    const values = this.list(name);
    if (!values.every((value) => typeof value === "string")) throw this.wrong(name, "texts");
    return values as string[];
  }

  /** Numbers that are not negative. */
  numbers(name: string): number[] {
    const values = this.list(name);
    for (const value of values) {
      if (typeof value !== "number" || !(value >= 0)) throw this.wrong(name, "numbers from 0 on");
    }
    return values as number[];
  }

  /** Numbers that are not negative, and null where one is not known. */
  knownNumbers(name: string): (number | null)[] {
    const values = this.list(name);
    for (const value of values) {
      if (value !== null && (typeof value !== "number" || !(value >= 0))) {
        throw this.wrong(name, "numbers from 0 on, or null");
      }
    }
    return values as (number | null)[];
  }

  /** Whole numbers from 0 on, below the limit. */
  indexes(name: string, limit: number): number[] {
    const values = this.numbers(name);
    const outside = values.findIndex((value) => !Number.isInteger(value) || value >= limit);
    if (outside >= 0) {
      throw new RangeError(
        `${this.path}.${name}[${outside}] is ${values[outside]}, not below ${limit}`,
      );
    }
    return values;
  }

  private list(name: string): unknown[] {
    const value = this.fields[name] ?? [];
    if (!Array.isArray(value)) throw this.wrong(name, "a list");
    return value;
  }

  private wrong(name: string, expected: string): TypeError {
    return new TypeError(`${this.path}.${name} is not ${expected}`);
  }
}
