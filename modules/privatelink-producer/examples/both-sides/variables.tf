variable "region" {
  description = "Region of both sides."
  type        = string
  default     = "eu-west-1"
}

variable "zone_ids" {
  description = "AZ ids of the zones in which both sides stand."
  type        = list(string)
  default     = ["euw1-az1", "euw1-az2"]
}

variable "tray_org_id" {
  description = "Your Tray OrgID."
  type        = string
  default     = "acme"
}

variable "producer_profile" {
  description = "Profile of the AWS configuration with which to act in the service's account. Null takes the credentials of the environment."
  type        = string
  default     = null
}

variable "consumer_profile" {
  description = "Profile with which to act in the endpoint's account."
  type        = string
}
