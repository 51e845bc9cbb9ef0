# SYNTAX TEST "source.clockwork" "literals, references, calls, operators, lists, objects and for"
locals {
#<------ storage.type.block.clockwork
#      ^ punctuation.section.block.begin.clockwork
  numbers  = [0, 1.5, 12e3, 1.5E-7]
# ^^^^^^^ variable.other.property.clockwork
#          ^ keyword.operator.assignment.clockwork
#             ^  ^^^  ^^^^  ^^^^^^ constant.numeric.clockwork
  words    = [true, false, null]
# ^^^^^ variable.other.property.clockwork
#          ^ keyword.operator.assignment.clockwork
#             ^^^^  ^^^^^ constant.language.boolean.clockwork
#                          ^^^^ constant.language.null.clockwork
  refs     = [var.tag, local.a-b, module.m.out, each.key, count.index, self.id, path.module, facts.os]
# ^^^^ variable.other.property.clockwork
#          ^ keyword.operator.assignment.clockwork
#             ^^^      ^^^^^      ^^^^^^        ^^^^      ^^^^^        ^^^^     ^^^^         ^^^^^ variable.language.clockwork
#                 ^^^        ^^^         ^ ^^^       ^^^        ^^^^^       ^^       ^^^^^^        ^^ variable.other.member.clockwork
  kinds    = docker_container.db[0].port + resource.service.web.url
# ^^^^^ variable.other.property.clockwork
#          ^ keyword.operator.assignment.clockwork
#            ^^^^^^^^^^^^^^^^ entity.name.type.kind.clockwork
#                             ^^    ^^^^            ^^^^^^^ ^^^ ^^^ variable.other.member.clockwork
#                                ^ constant.numeric.clockwork
#                                        ^ keyword.operator.arithmetic.clockwork
#                                          ^^^^^^^^ variable.language.clockwork
  own      = thing.part.0
# ^^^ variable.other.property.clockwork
#          ^ keyword.operator.assignment.clockwork
#            ^^^^^ variable.other.readwrite.clockwork
#                  ^^^^ variable.other.member.clockwork
#                       ^ constant.numeric.clockwork
  splat    = a.b.*.c + d[*].e
# ^^^^^ variable.other.property.clockwork
#          ^ keyword.operator.assignment.clockwork
#            ^         ^ variable.other.readwrite.clockwork
#              ^   ^        ^ variable.other.member.clockwork
#               ^^      ^^^ keyword.operator.splat.clockwork
#                    ^ keyword.operator.arithmetic.clockwork
  math     = -1 + 2 - 3 * 4 / 5 % 6
# ^^^^ variable.other.property.clockwork
#          ^ keyword.operator.assignment.clockwork
#            ^  ^   ^   ^   ^   ^ keyword.operator.arithmetic.clockwork
#             ^   ^   ^   ^   ^   ^ constant.numeric.clockwork
  compare  = a == b && c != d || !e && f <= g && h >= i && j < k && l > m
# ^^^^^^^ variable.other.property.clockwork
#          ^ keyword.operator.assignment.clockwork
#            ^    ^    ^    ^     ^    ^    ^    ^    ^    ^   ^    ^   ^ variable.other.readwrite.clockwork
#              ^^        ^^              ^^        ^^        ^        ^ keyword.operator.comparison.clockwork
#                   ^^        ^^ ^  ^^        ^^        ^^       ^^ keyword.operator.logical.clockwork
  choice   = on ? 1 : off
# ^^^^^^ variable.other.property.clockwork
#          ^ keyword.operator.assignment.clockwork
#            ^^       ^^^ variable.other.readwrite.clockwork
#               ^   ^ keyword.operator.ternary.clockwork
#                 ^ constant.numeric.clockwork
  calls    = upper(join(",", var.list...)) + my_own(1)
# ^^^^^ variable.other.property.clockwork
#          ^ keyword.operator.assignment.clockwork
#            ^^^^^ ^^^^ support.function.builtin.clockwork
#                        ^ string.quoted.double.clockwork
#                            ^^^ variable.language.clockwork
#                                ^^^^ variable.other.member.clockwork
#                                    ^^^ keyword.operator.expansion.clockwork
#                                          ^ keyword.operator.arithmetic.clockwork
#                                            ^^^^^^ entity.name.function.clockwork
#                                                   ^ constant.numeric.clockwork
  grouped  = (1 + 2)
# ^^^^^^^ variable.other.property.clockwork
#          ^ keyword.operator.assignment.clockwork
#             ^   ^ constant.numeric.clockwork
#               ^ keyword.operator.arithmetic.clockwork
  several  = max(
# ^^^^^^^ variable.other.property.clockwork
#          ^ keyword.operator.assignment.clockwork
#            ^^^ support.function.builtin.clockwork
    1, # one
#   ^ constant.numeric.clockwork
#        ^^^ comment.line.number-sign.clockwork
    2,
#   ^ constant.numeric.clockwork
  )
  object   = { a = 1, "b" : 2, (c) = 3, d : x ? 1 : 2, "e${f}" = 4 }
# ^^^^^^       ^       ^                ^ variable.other.property.clockwork
#          ^     ^                 ^                           ^ keyword.operator.assignment.clockwork
#                  ^        ^        ^          ^   ^            ^ constant.numeric.clockwork
#                         ^               ^ punctuation.separator.key-value.clockwork
#                               ^           ^              ^ variable.other.readwrite.clockwork
#                                             ^   ^ keyword.operator.ternary.clockwork
#                                                       ^ string.quoted.double.clockwork
#                                                        ^^ punctuation.definition.template-expression.begin.clockwork
#                                                           ^ punctuation.definition.template-expression.end.clockwork
  lines = {
# ^^^^^ variable.other.property.clockwork
#       ^ keyword.operator.assignment.clockwork
    A     = "1"
#   ^ variable.other.property.clockwork
#         ^ keyword.operator.assignment.clockwork
#            ^ string.quoted.double.clockwork
    key-b = upper("x")
#   ^^^^^ variable.other.property.clockwork
#         ^ keyword.operator.assignment.clockwork
#           ^^^^^ support.function.builtin.clockwork
#                  ^ string.quoted.double.clockwork
    // between
#      ^^^^^^^ comment.line.double-slash.clockwork
    C = { D = [1] }
#   ^     ^ variable.other.property.clockwork
#     ^     ^ keyword.operator.assignment.clockwork
#              ^ constant.numeric.clockwork
  }
  for_list = [for i, s in var.list : upper(s) if s != ""]
# ^^^^^^^^ variable.other.property.clockwork
#          ^ keyword.operator.assignment.clockwork
#             ^^^ keyword.control.for.clockwork
#                 ^  ^ variable.parameter.clockwork
#                      ^^ keyword.control.in.clockwork
#                         ^^^ variable.language.clockwork
#                             ^^^^ variable.other.member.clockwork
#                                  ^ punctuation.separator.for.clockwork
#                                    ^^^^^ support.function.builtin.clockwork
#                                          ^     ^ variable.other.readwrite.clockwork
#                                             ^^ keyword.control.conditional.clockwork
#                                                  ^^ keyword.operator.comparison.clockwork
  for_map  = { for k, v in var.map : k => v... }
# ^^^^^^^ variable.other.property.clockwork
#          ^ keyword.operator.assignment.clockwork
#              ^^^ keyword.control.for.clockwork
#                  ^  ^ variable.parameter.clockwork
#                       ^^ keyword.control.in.clockwork
#                          ^^^ variable.language.clockwork
#                              ^^^ variable.other.member.clockwork
#                                  ^ punctuation.separator.for.clockwork
#                                    ^    ^ variable.other.readwrite.clockwork
#                                      ^^ keyword.operator.arrow.clockwork
#                                          ^^^ keyword.operator.expansion.clockwork
  over = [
# ^^^^ variable.other.property.clockwork
#      ^ keyword.operator.assignment.clockwork
    for s in local.all :
#   ^^^ keyword.control.for.clockwork
#       ^ variable.parameter.clockwork
#         ^^ keyword.control.in.clockwork
#            ^^^^^ variable.language.clockwork
#                  ^^^ variable.other.member.clockwork
#                      ^ punctuation.separator.for.clockwork
    s.name if (s.on)
#   ^          ^ variable.other.readwrite.clockwork
#     ^^^^       ^^ variable.other.member.clockwork
#          ^^ keyword.control.conditional.clockwork
  ]
  for_word = { for = 1, in = 2, if = 3 }
# ^^^^^^^^     ^^^      ^^      ^^ variable.other.property.clockwork
#          ^       ^       ^       ^ keyword.operator.assignment.clockwork
#                    ^       ^       ^ constant.numeric.clockwork
  equals = a == b
# ^^^^^^ variable.other.property.clockwork
#        ^ keyword.operator.assignment.clockwork
#          ^    ^ variable.other.readwrite.clockwork
#            ^^ keyword.operator.comparison.clockwork
  index    = a[0]["k"][var.i].b
# ^^^^^ variable.other.property.clockwork
#          ^ keyword.operator.assignment.clockwork
#            ^ variable.other.readwrite.clockwork
#              ^ constant.numeric.clockwork
#                  ^ string.quoted.double.clockwork
#                      ^^^ variable.language.clockwork
#                          ^  ^ variable.other.member.clockwork
  format   = iffy(for_each) + information.x + nullable
# ^^^^^^ variable.other.property.clockwork
#          ^ keyword.operator.assignment.clockwork
#            ^^^^ entity.name.function.clockwork
#                 ^^^^^^^^    ^^^^^^^^^^^     ^^^^^^^^ variable.other.readwrite.clockwork
#                           ^               ^ keyword.operator.arithmetic.clockwork
#                                         ^ variable.other.member.clockwork
  comments = 1 /* one */ + 2 /* two
#              ^^^^^^^^^     ^^^^^^ comment.block.clockwork
#                        ^ keyword.operator.arithmetic.clockwork
#                          ^ constant.numeric.clockwork
  */ + three // four
#      ^^^^^ variable.other.readwrite.clockwork
#            ^^^^^^^ comment.line.double-slash.clockwork
  behind   = { a = 1 /* one */ + 2 }
# ^^^^^^ variable.other.property.clockwork
#                              ^ keyword.operator.arithmetic.clockwork
#                                ^ constant.numeric.clockwork
}
#<- punctuation.section.block.end.clockwork
