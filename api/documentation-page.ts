import { type Html, html } from './html.ts'
import { framePage, table } from './page-frame.ts'

/** As much of an OpenAPI document as the page shows. */
export interface ApiDocument {
  readonly info: { readonly title: string; readonly description?: string }
  readonly paths?: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> }
}

/** The documentation of the API for people, made from its OpenAPI document. */
export function documentationPage(document: ApiDocument): string {
  const resources = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods ?? {}).map(([method, operation]) => resource(method.toUpperCase(), path, operation)),
  )
  const schemas = Object.entries(document.components?.schemas ?? {}).map(([name, schema]) => component(name, schema))
  return framePage(
    document.info.title,
    html`<p>${document.info.description ?? ''}</p>
<p class="quiet"><a href="/api/openapi.json">OpenAPI document</a> · <a href="/">Overview</a></p>
<h2>Resources</h2>
${resources}
<h2>Rows</h2>
${schemas}`,
  )
}

interface Operation {
  readonly summary?: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }
  readonly responses?: { readonly 200?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> } }
}

interface Parameter {
  readonly name: string
  readonly in: string
  readonly description?: string
  readonly required?: boolean
  readonly schema?: Schema
}

interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly enum?: readonly string[]
  readonly default?: string | number
  readonly minimum?: number
  readonly maximum?: number
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
}

function resource(method: string, path: string, found: unknown): Html {
  const { summary = '', parameters = [], requestBody, responses } = (found ?? {}) as Operation
  const asked = requestBody?.content?.['application/json']?.schema
  const answer = responses?.[200]?.content?.['application/json']?.schema
  const rows = parameters.map(({ name, description, required, schema }) => [
    html`<code>${name}</code>`,
    required === true ? 'required' : '',
    valuesOf(schema ?? {}),
    description ?? schema?.description ?? '',
  ])
  const shown =
    rows.length === 0 ? html`` : table(`Parameters of ${method} ${path}`, ['Name', '', 'Values', 'Meaning'], rows)
  return html`<h3><code>${method} ${path}</code></h3>
<p>${summary}.${asked === undefined ? '' : html` Takes ${answerOf(asked)} as JSON.`}${answer === undefined ? '' : html` Answers ${answerOf(answer)}.`}</p>
${shown}`
}

function answerOf(schema: Schema): Html {
  const items = schema.properties?.['items']
  if (items !== undefined) return html`pages of ${typeOf(items.items ?? {})}`
  if (schema.properties === undefined) return typeOf(schema)
  const parts = Object.entries(schema.properties).map(([name, part]) => html` <code>${name}</code> (${typeOf(part)})`)
  return html`an object of${parts}`
}

function component(name: string, found: unknown): Html {
  const schema = found as Schema
  const rows = Object.entries(schema.properties ?? {}).map(([column, part]) => [
    html`<code>${column}</code>`,
    typeOf(part),
    html`${part.description ?? ''}${part.enum === undefined ? '' : html` <span class="quiet">${valuesOf(part)}</span>`}`,
  ])
  return html`<h3 id="${name}">${name}</h3>
<p>${schema.description ?? ''}</p>
${table(`Columns of ${name}`, ['Column', 'Type', 'Meaning'], rows)}`
}

function typeOf(schema: Schema): Html {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) ?? ''
    return html`<a href="#${name}">${name}</a>`
  }
  if (schema.anyOf !== undefined) {
    return html`${schema.anyOf.map((part, at) => html`${at === 0 ? '' : ' or '}${typeOf(part)}`)}`
  }
  if (schema.items !== undefined) return html`list of ${typeOf(schema.items)}`
  return html`${[schema.type ?? 'object'].flat().join(' or ')}`
}

function valuesOf(schema: Schema): string {
  const standard = schema.default === undefined ? '' : ` (${schema.default} when not given)`
  if (schema.enum !== undefined) return schema.enum.map((word) => word || 'empty').join(', ') + standard
  if (schema.minimum !== undefined && schema.maximum !== undefined)
    return `${schema.minimum} to ${schema.maximum}${standard}`
  return `${[schema.type ?? ''].flat().join(' or ')}${standard}`
}
