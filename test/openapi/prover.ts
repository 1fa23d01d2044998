/** As much of a JSON Schema as the walk looks at. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  format?: string;
  pattern?: string;
  minLength?: number;
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
}

export interface Described {
  paths: Record<string, Record<string, { operationId: string; responses: Record<string, Content> }>>;
  components: { schemas: Record<string, Schema> };
}

interface Content {
  content?: Record<string, { schema?: Schema }>;
}

/** Prose that is not the words of an answer. All other prose counts as such, so that what is new is never forgotten. */
const otherProse = [
  /\.(?:name|title|alternateName)$/, // what things are called
  /^Topic\w+\.summary$/,
  /^LinkedTopic\.description$/,
  /^Author\w*\.(?:specialty|credentials|organisation)$/,
  /^LinkedPerson\.(?:honorificSuffix|knowsAbout)$/,
  /^TargetArea\.(?:clinical|plain)$/,
  /^Media\.credit$/,
  /^(?:Disclaimer\w*|LinkedDisclaimer)\.text$/, // the disclaimer itself
  /^(?:Review\.reviewedBy|Rights\.(?:holder|statement))$/,
  /^LinkedArticle\.(?:reviewedBy|copyrightHolder|copyrightNotice)$/,
  /^Highlight\.(?:text|html)$/, // of a title: the words of an answer are a Snippet
  /^(?:getOpenapi\w+|getSecurityTxt|CatalogTarget\.type)/,
];

/** Called `name`, but the words of an answer: what an exercise is recommended for, and when. */
const namedWords = ['LinkedExercisePlan.about.name', 'LinkedExercisePlan.activityFrequency.name'];

/** The member that holds the disclaimer, and the component that it must be. */
const disclaimers = { disclaimer: 'Disclaimer', usageInfo: 'LinkedDisclaimer' };

/** Every place where an answer could be given without its disclaimer, and the places of words that were met. */
export function findBareWords(document: Described): { bare: string[]; met: string[] } {
  const { schemas } = document.components;
  const bare = new Set<string>();
  const met = new Set<string>();

  const isWhole = (component: string) => {
    const { required = [], properties = {} } = schemas[component] ?? {};
    const { type, minLength = 0 } = properties.text ?? {};
    return required.includes('text') && type === 'string' && minLength > 0;
  };
  const requiresDisclaimer = (schema: Schema) => carriesDisclaimer(schema) || carriesDisclaimers(schema);
  /** A page of many resources has the disclaimers of all of them beside it. */
  const carriesDisclaimers = ({ required = [], properties = {} }: Schema) =>
    required.includes('disclaimers') &&
    properties.disclaimers?.items?.$ref === '#/components/schemas/Disclaimer' &&
    isWhole('Disclaimer');
  const carriesDisclaimer = ({ required = [], properties = {} }: Schema) =>
    Object.entries(disclaimers).some(
      ([member, component]) =>
        required.includes(member) &&
        properties[member]?.$ref === `#/components/schemas/${component}` &&
        isWhole(component),
    );

  function walk(schema: Schema, place: string, isCovered: boolean, trail: readonly string[]): void {
    if (schema.$ref !== undefined) {
      const name = schema.$ref.replace('#/components/schemas/', '');
      const target = schemas[name];
      if (target === undefined) throw new Error(`${schema.$ref} leads nowhere`);
      if (!trail.includes(name)) walk(target, name, isCovered, [...trail, name]);
      return;
    }
    const covered = isCovered || requiresDisclaimer(schema);
    const types = [schema.type ?? []].flat();
    const isProse = types.includes('string') && !schema.enum && !schema.format && !schema.pattern;
    if (isProse && (namedWords.includes(place) || !otherProse.some((other) => other.test(place)))) {
      met.add(place);
      if (!covered) bare.add(`${trail[0]}: ${place}`);
    }
    for (const [name, member] of Object.entries(schema.properties ?? {})) {
      walk(member, `${place}.${name}`, covered, trail);
    }
    if (schema.items) walk(schema.items, `${place}[]`, covered, trail);
    for (const branch of [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])]) {
      walk(branch, place, covered, trail);
    }
  }

  for (const item of Object.values(document.paths)) {
    for (const { operationId, responses } of Object.values(item)) {
      for (const [status, { content = {} }] of Object.entries(responses)) {
        if (!status.startsWith('2')) continue;
        for (const { schema } of Object.values(content)) if (schema) walk(schema, operationId, false, [operationId]);
      }
    }
  }
  return { bare: [...bare], met: [...met] };
}
