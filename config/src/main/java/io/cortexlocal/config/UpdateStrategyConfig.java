package io.cortexlocal.config;

/**
 * The limits of a rolling update, each a number of replicas ({@code 5}) or a percentage of them
 * ({@code 25%}).
 */
public record UpdateStrategyConfig(String maxSurge, String maxUnavailable) {}
