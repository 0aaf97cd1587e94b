variable "region" {
  description = "Region of the service."
  type        = string
  default     = "eu-west-1"
}

variable "tray_org_id" {
  description = "Your Tray OrgID."
  type        = string
  default     = "acme"
}

variable "tray_principal_arn" {
  description = "Principal that Tray made for your organization."
  type        = string
  default     = "arn:aws:iam::111111111111:role/tray-privatelink-acme"
}

variable "accepted_endpoint_ids" {
  description = "Endpoint ids to accept, from Tray's acceptance pack."
  type        = set(string)
  default     = []
}

variable "vpc_id" {
  description = "VPC with the Direct Connect or VPN attachment."
  type        = string
}

variable "subnets" {
  description = "Subnets of the load balancer in that VPC, by AZ id."
  type        = map(string)
}

variable "certificate_arn" {
  description = "Certificate in ACM for erp.example.com."
  type        = string
}
