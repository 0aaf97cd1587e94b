variable "endpoint_that_is_gone" {
  description = "Endpoint id, for the message."
  type        = string
}

variable "accepted_before" {
  description = "Whether an earlier apply accepted it. The first acceptance is unknown for an honest reason."
  type        = bool
}

variable "connection_id" {
  description = "Id of the accepted connection: known for as long as it exists."
  type        = string
}
