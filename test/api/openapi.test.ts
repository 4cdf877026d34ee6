import { expect, test } from 'vitest'
import { plantApi } from '../support/api.ts'

test('the OpenAPI document is the one that is checked in', async () => {
  const answer = await plantApi().inject('/api/openapi.json')
  expect(answer.statusCode).toBe(200)
  const document = answer.json()
  expect(document.openapi).toBe('3.1.0')
  await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot('../../api/openapi.json')
})

test('every reference of the document leads somewhere', async () => {
  const { body } = await plantApi().inject('/api/openapi.json')
  const { components } = JSON.parse(body)
  const references = [...body.matchAll(/"\$ref":"([^"]*)"/g)].map(([, reference]) => reference as string)
  expect(references.length).toBeGreaterThan(10)
  for (const reference of references) {
    const name = /^#\/components\/schemas\/(\w+)$/.exec(reference)?.[1]
    expect(components.schemas, reference).toHaveProperty(name ?? reference)
  }
})

test('every parameter and every column is described', async () => {
  const { paths, components } = (await plantApi().inject('/api/openapi.json')).json()
  const operations = Object.entries<Record<string, Operation>>(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path: `${method} ${path}`, operation })),
  )
  for (const { path, operation } of operations) {
    expect(operation.summary, path).toMatch(/./)
    for (const parameter of operation.parameters ?? []) {
      expect(parameter.description, path).toMatch(/./)
      expect(parameter.required ?? false, `${path} ${parameter.name}`).toBe(parameter.in === 'path')
    }
  }
  for (const name of [
    'Asset',
    'Conversation',
    'Operation',
    'Claim',
    'Coverage',
    'Capture',
    'Segment',
    'Sensor',
    'Edge',
    'Node',
    'Finding',
    'IntendedList',
  ]) {
    for (const [column, schema] of Object.entries<{ description?: string }>(components.schemas[name].properties)) {
      expect(schema.description, `${name} ${column}`).toMatch(/./)
    }
  }
})

interface Operation {
  readonly summary?: string
  readonly parameters?: readonly { name: string; in: string; description?: string; required?: boolean }[]
}
