# SYNTAX TEST "source.clockwork" "comments, blocks, labels and attributes"
# by number sign
# ^^^^^^^^^^^^^^ comment.line.number-sign.clockwork
// by two slashes
#  ^^^^^^^^^^^^^^ comment.line.double-slash.clockwork
/* of two
#  ^^^^^^ comment.block.clockwork
   lines */
#  ^^^^^ comment.block.clockwork
#region The web
#^^^^^^ keyword.other.region.clockwork
#       ^^^^^^^ entity.name.section.region.clockwork
#endregion
#^^^^^^^^^ keyword.other.region.clockwork
// clockwork:ignore latest-tag it is rebuilt every night
#  ^^^^^^^^^^^^^^^^ keyword.other.ignore.clockwork
#                   ^^^^^^^^^^ constant.other.code.clockwork
#                              ^^^^^^^^^^^^^^^^^^^^^^^^^ comment.line.ignore.clockwork
clockwork {
#<--------- storage.type.block.clockwork
#         ^ punctuation.section.block.begin.clockwork
  parallelism = 4
# ^^^^^^^^^^^ variable.other.property.clockwork
#             ^ keyword.operator.assignment.clockwork
#               ^ constant.numeric.clockwork
}
#<- punctuation.section.block.end.clockwork
variable "ports" {
#<-------- storage.type.block.clockwork
#         ^^^^^ entity.name.label.clockwork
#                ^ punctuation.section.block.begin.clockwork
  type    = list(object({ name = string, port = optional(number, 80) }))
# ^^^^                    ^^^^           ^^^^ variable.other.property.clockwork
#         ^                    ^              ^ keyword.operator.assignment.clockwork
#           ^^^^ ^^^^^^ support.type.collection.clockwork
#                                ^^^^^^                  ^^^^^^ support.type.primitive.clockwork
#                                               ^^^^^^^^ keyword.other.optional.clockwork
#                                                                ^^ constant.numeric.clockwork
  default = []
# ^^^^^^^ variable.other.property.clockwork
#         ^ keyword.operator.assignment.clockwork
  validation {
# ^^^^^^^^^^ storage.type.block.clockwork
#            ^ punctuation.section.block.begin.clockwork
    condition     = true
#   ^^^^^^^^^ variable.other.property.clockwork
#                 ^ keyword.operator.assignment.clockwork
#                   ^^^^ constant.language.boolean.clockwork
    error_message = "no"
#   ^^^^^^^^^^^^^ variable.other.property.clockwork
#                 ^ keyword.operator.assignment.clockwork
#                    ^^ string.quoted.double.clockwork
  }
# ^ punctuation.section.block.end.clockwork
}
#<- punctuation.section.block.end.clockwork
locals { name = "web" }
#<------ storage.type.block.clockwork
#      ^ punctuation.section.block.begin.clockwork
#        ^^^^ variable.other.property.clockwork
#             ^ keyword.operator.assignment.clockwork
#                ^^^ string.quoted.double.clockwork
#                     ^ punctuation.section.block.end.clockwork
resource "docker_container" "web" {
#<-------- storage.type.block.clockwork
#         ^^^^^^^^^^^^^^^^ entity.name.type.kind.clockwork
#                            ^^^ entity.name.label.clockwork
#                                 ^ punctuation.section.block.begin.clockwork
  image = "nginx" # behind it
# ^^^^^ variable.other.property.clockwork
#       ^ keyword.operator.assignment.clockwork
#          ^^^^^ string.quoted.double.clockwork
#                   ^^^^^^^^^ comment.line.number-sign.clockwork
  ports {
# ^^^^^ entity.name.type.block.clockwork
#       ^ punctuation.section.block.begin.clockwork
    external = 8080
#   ^^^^^^^^ variable.other.property.clockwork
#            ^ keyword.operator.assignment.clockwork
#              ^^^^ constant.numeric.clockwork
  }
# ^ punctuation.section.block.end.clockwork
  health_check { path = "/" }
# ^^^^^^^^^^^^ entity.name.type.block.clockwork
#              ^ punctuation.section.block.begin.clockwork
#                ^^^^ variable.other.property.clockwork
#                     ^ keyword.operator.assignment.clockwork
#                        ^ string.quoted.double.clockwork
#                           ^ punctuation.section.block.end.clockwork
  dynamic "mounts" {
# ^^^^^^^ storage.type.block.clockwork
#          ^^^^^^ entity.name.label.clockwork
#                  ^ punctuation.section.block.begin.clockwork
    for_each = []
#   ^^^^^^^^ variable.other.property.clockwork
#            ^ keyword.operator.assignment.clockwork
    content { path = "x" }
#   ^^^^^^^ storage.type.block.clockwork
#           ^ punctuation.section.block.begin.clockwork
#             ^^^^ variable.other.property.clockwork
#                  ^ keyword.operator.assignment.clockwork
#                     ^ string.quoted.double.clockwork
#                        ^ punctuation.section.block.end.clockwork
  }
# ^ punctuation.section.block.end.clockwork
  lifecycle {
# ^^^^^^^^^ storage.type.block.clockwork
#           ^ punctuation.section.block.begin.clockwork
    prevent_destroy = true
#   ^^^^^^^^^^^^^^^ variable.other.property.clockwork
#                   ^ keyword.operator.assignment.clockwork
#                     ^^^^ constant.language.boolean.clockwork
  }
# ^ punctuation.section.block.end.clockwork
  assert "container_running" "up" {}
# ^^^^^^ storage.type.block.clockwork
#         ^^^^^^^^^^^^^^^^^ entity.name.type.kind.clockwork
#                             ^^ entity.name.label.clockwork
#                                 ^ punctuation.section.block.begin.clockwork
#                                  ^ punctuation.section.block.end.clockwork
}
#<- punctuation.section.block.end.clockwork
resource docker_volume data {
#<-------- storage.type.block.clockwork
#        ^^^^^^^^^^^^^ entity.name.type.kind.clockwork
#                      ^^^^ entity.name.label.clockwork
#                           ^ punctuation.section.block.begin.clockwork
}
#<- punctuation.section.block.end.clockwork
create_file "out/a.txt" {
#<----------- storage.type.block.clockwork
#            ^^^^^^^^^ entity.name.label.clockwork
#                       ^ punctuation.section.block.begin.clockwork
  content = "a"
# ^^^^^^^ variable.other.property.clockwork
#         ^ keyword.operator.assignment.clockwork
#            ^ string.quoted.double.clockwork
}
#<- punctuation.section.block.end.clockwork
provider "x" {}
#<-------- storage.type.block.clockwork
#         ^ entity.name.label.clockwork
#            ^ punctuation.section.block.begin.clockwork
#             ^ punctuation.section.block.end.clockwork
pipeline "own" "words" {
#<-------- entity.name.type.block.clockwork
#         ^^^   ^^^^^ entity.name.label.clockwork
#                      ^ punctuation.section.block.begin.clockwork
}
#<- punctuation.section.block.end.clockwork
größe "ß" { länge-1 = 2 }
#<----- entity.name.type.block.clockwork
#      ^ entity.name.label.clockwork
#         ^ punctuation.section.block.begin.clockwork
#           ^^^^^^^ variable.other.property.clockwork
#                   ^ keyword.operator.assignment.clockwork
#                     ^ constant.numeric.clockwork
#                       ^ punctuation.section.block.end.clockwork
resource "unknown_kind" "x" {}
#<-------- storage.type.block.clockwork
#         ^^^^^^^^^^^^ entity.name.type.kind.clockwork
#                        ^ entity.name.label.clockwork
#                           ^ punctuation.section.block.begin.clockwork
#                            ^ punctuation.section.block.end.clockwork
completion "module.m.service.web" { from { by = "embedded" } }
#<---------- storage.type.block.clockwork
#                                   ^^^^ storage.type.block.clockwork
#           ^^^^^^^^^^^^^^^^^^^^ entity.name.label.clockwork
#                                 ^      ^ punctuation.section.block.begin.clockwork
#                                          ^^ variable.other.property.clockwork
#                                             ^ keyword.operator.assignment.clockwork
#                                                ^^^^^^^^ string.quoted.double.clockwork
#                                                          ^ ^ punctuation.section.block.end.clockwork
module "site" { source = "./site" }
#<------ storage.type.block.clockwork
#       ^^^^ entity.name.label.clockwork
#             ^ punctuation.section.block.begin.clockwork
#               ^^^^^^ variable.other.property.clockwork
#                      ^ keyword.operator.assignment.clockwork
#                         ^^^^^^ string.quoted.double.clockwork
#                                 ^ punctuation.section.block.end.clockwork
