"""A form as big as a whole establishment: the catalogue of the training hall with
an industry, a scope of items, name rules, modules that can be done without, and
pages enough to be lost in. Made of the catalogue that ships, so it follows it."""

import json

from atspi_driver import SOURCE

NOTICE = '您须自行到公安机关备案的刻章企业刻制印章'
WIDE_PAGES = 9
WIDE_FIELDS = 12
LONG_FIELDS = 40

NAME_RULES = {
    'region_default': '聊城市',
    'trade_chars_min': 2,
    'word_groups': [{'id': 'misleading', 'label': '使公众误解的文字', 'words': ['最佳', '第一']}],
    'kinds': [{'id': 'limited-company', 'forms': ['有限公司', '有限责任公司'], 'forbidden': ['集团', '合作社']}],
    'industry_words': [{'word': '信息技术', 'industries': ['I65']}, {'word': '软件', 'industries': ['I65']},
                       {'word': '餐饮管理', 'industries': ['H62']}],
    'trade_words': ['示例', '样本', '范例'],
}


def _choice(path, label):
    return {'path': path, 'label': label, 'type': 'choice', 'initial': 'yes', 'required': True,
            'choices': [{'code': 'yes', 'label': '同时办理'}, {'code': 'no', 'label': '暂不办理'}]}


def _page(number, n_fields, required, shown_when=None):
    fields = []
    for i in range(n_fields):
        field = {'path': f'/extra/p{number}-f{i}', 'label': f'第{number}页事项{i + 1}', 'type': 'text', 'chars_max': 40,
                 'required': i < required}
        if shown_when:
            field['shown_when'] = shown_when
        fields.append(field)
    return {'id': f'extra-{number}', 'label': f'补充事项 {number}', 'fields': fields}


def make():
    catalogue = json.loads((SOURCE / 'data/catalogue/limited-company.json').read_text())
    matter = catalogue['matters'][0]
    fields = {field['path']: field for page in matter['pages'] for field in page.get('fields', [])}
    fields['/business/scope'].update({'type': 'scope', 'help': '第一项为主营项目'})
    pages = {page['id']: page for page in matter['pages']}
    pages['business']['fields'].insert(0, {'path': '/business/industry', 'label': '所属行业', 'type': 'industry',
                                           'required': True})
    matter['name_kind'] = 'limited-company'
    catalogue['name_rules'] = NAME_RULES
    seals = {'eq': [{'field': '/modules/seals'}, 'yes']}
    matter['modules'].append({'id': 'seals', 'label': '印章刻制', 'office': 'police', 'after': ['registration'],
                              'chosen_by': '/modules/seals', 'opt_out_notice': NOTICE, 'promise_minutes': 15,
                              'uses': ['/name/trade'], 'outputs': [], 'rules': []})
    matter['pages'].append({'id': 'modules', 'label': '一并办理', 'fields': [_choice('/modules/seals', '印章刻制')]})
    matter['pages'].append({'id': 'seals', 'label': '印章', 'fields': [
        {'path': '/seals/contract', 'label': '合同专用章枚数', 'type': 'int', 'min': 0, 'max': 9, 'required': True,
         'shown_when': seals}]})
    matter['pages'] += [_page(i + 1, WIDE_FIELDS, 1 if i == WIDE_PAGES - 1 else 0) for i in range(WIDE_PAGES)]
    matter['pages'].append(_page(99, LONG_FIELDS, 0))
    catalogue['pauses'] = [{'id': 'correction', 'label': '补正材料'}, {'id': 'applicant', 'label': '申请人原因暂停'}]
    return catalogue


def write(hall):
    path = hall.folder / 'big.json'
    path.write_text(json.dumps(make(), ensure_ascii=False))
    return path
